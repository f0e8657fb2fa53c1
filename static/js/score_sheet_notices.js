// Writes on the screen what may be said: the chip, the line above the buttons, the list's notices and device. The words come from the truth alone.

import { isLittle, level } from "./score_sheet_device.js";
import { button, chip, clock, notice, part, rechip, say, write } from "./score_sheet_draw.js";
import { summary } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_truth.js").Said} Said
 * @typedef {{ state: string, text: string }} Sentence
 */

const OFF = 120_000;

export class Sayings {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
    /** what has just been done or refused; the next thing that happens takes its place */
    this.now = "";
    this.drawn = "";
    this.isTaking = true;
    /** @type {boolean | null} */
    this.opensOffline = null;
    /** @type {{ persisted: boolean | null, left: number | null }} */
    this.storage = { persisted: null, left: null };
  }

  /** @returns {Sentence[]} what there is to say, the most urgent first */
  sentences() {
    const { keeper, kept, words, view } = this.page;
    const sheets = view ? [view.sheet] : kept?.sheets ?? [];
    const conflicts = sheets.some((/** @type {any} */ sheet) => summary(sheet).undecided.length > 0);
    const megabytes = Math.round((this.storage.left ?? 0) / 1_000_000);
    /** @type {[unknown, string, string][]} */
    const more = [
      [this.now, "info", this.now],
      [conflicts, "problem", words.conflict],
      [kept?.restored, "problem", words.restored],
      [kept?.refused.length, "problem", words.refused],
      [isLittle(this.storage.left), "problem", say(words["low-space"], { megabytes })],
      [keeper.off > OFF, "waiting", say(words.clock, { minutes: Math.round(keeper.off / 60_000) })],
    ];
    const safety = keeper.truth().sentences.map((/** @type {Said} */ one) => ({ state: one.state, text: this.words(one) }));
    return [...safety, ...more.filter(([is]) => is).map(([, state, text]) => ({ state, text }))];
  }

  /** @param {Said} said @returns {string} */
  words({ word, values }) {
    const { words, place, kept } = this.page;
    const { time, ...rest } = values;
    return say(words[word], { ...rest, ...(time === undefined ? {} : { time: clock(String(time), place.zone) }), name: kept?.name ?? "" });
  }

  tell() {
    const { page } = this;
    const truth = page.keeper.truth();
    this.connect(truth.chip);
    const said = this.sentences();
    const first = said[0] ?? { state: "", text: "" };
    if (page.view) {
      page.view.tell(first.text, first.state);
      page.view.flag(page.keeper.ledger.held);
      if (this.isTaking !== truth.takes) page.view.update(page.view.sheet);
      this.offerWay(part(page.main, "sheet-notices"), truth.takes);
    }
    this.isTaking = truth.takes;
    document.body.toggleAttribute("data-offline", page.keeper.ledger.net !== "ok");
    if (!page.view) this.tellList(said, truth);
  }

  /**
   * @param {Sentence[]} said
   * @param {import("./score_sheet_truth.js").Truth} truth
   */
  tellList(said, truth) {
    const { main, keeper } = this.page;
    const box = part(main, "notices");
    if (!box) return;
    const drawn = JSON.stringify([said, truth.takes, truth.device, this.opensOffline, this.storage, keeper.outdated]);
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    box.replaceChildren(...said.map(({ state, text }) => notice(state, text, state === "problem" ? "missing" : state === "info" ? "info" : "offline")));
    this.offerWay(box, truth.takes);
    this.describeDevice(truth.device);
  }

  /**
   * Offers to sign in or to hand over where the page belongs to somebody who is not signed in any more.
   * @param {HTMLElement} box
   * @param {boolean} takes
   */
  offerWay(box, takes) {
    const there = part(box, "way-back");
    if (takes && there) there.remove();
    else if (!takes && !there) box.append(this.wayBack());
  }

  /** @returns {Node} */
  wayBack() {
    const { settings, words, place, keeper } = this.page;
    const [box, link] = [document.createElement("div"), document.createElement("a")];
    box.className = "d-grid gap-2 mb-3";
    box.dataset.part = "way-back";
    link.className = "btn btn-primary btn-tap";
    link.href = `${settings.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
    link.textContent = words["sign-in"];
    box.append(link);
    if (keeper.ledger.who === "other") box.append(button("btn-quiet btn-tap", words["hand-over"], () => location.assign(place.home)));
    return box;
  }

  /** @param {Said} said */
  connect(said) {
    const link = part(document, "connection");
    const words = this.words(said);
    const drawing = said.state === "problem" ? "missing" : said.state === "waiting" && this.page.keeper.ledger.net !== "ok" ? "offline" : said.state;
    link.hidden = false;
    if (link.firstElementChild) rechip(link.firstElementChild, said.state, words, drawing);
    else link.replaceChildren(chip(said.state, words, drawing));
  }

  /** Says in the list what this device can do, and what waits on it of other judges. @param {Said[]} others */
  describeDevice(others) {
    const { main, words, keeper, settings } = this.page;
    const { persisted } = this.storage;
    const badge = part(main, "level");
    badge.dataset.state = level() === "https" ? "online" : "waiting";
    write(badge, window.location.protocol.slice(0, -1).toUpperCase());
    const offline = this.opensOffline === null ? "level-preparing" : this.opensOffline ? "level-https" : "level-not-possible";
    write(part(main, "level-words"), words[level() === "http" ? "level-http" : offline]);
    const promise = persisted === null ? "" : words[persisted ? "persisted" : "not-persisted"];
    write(part(main, "storage"), [promise, ...others.map((one) => this.words(one))].filter(Boolean).join(" "));
    const line = part(main, "version");
    write(line, say(words.version, { version: settings.version }));
    if (keeper.outdated) line.append(` · ${words["new-version"]} `, button("btn-quiet btn-tap", words.reload, () => location.reload()));
  }
}
