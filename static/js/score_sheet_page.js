// The judge's console: one page of all sheets. Each tap is kept on the device at once, then sent; the address says what is shown.

import "./score_sheet_old.js";
import { Deeds } from "./score_sheet_deeds.js";
import { guardSignOut, prepare, signal, storage, Wakefulness } from "./score_sheet_device.js";
import { offerComments } from "./score_sheet_comments.js";
import { clock, copy, drawing, notice, part, readWords, say } from "./score_sheet_draw.js";
import { Finder } from "./score_sheet_finder.js";
import { Help } from "./score_sheet_help.js";
import { Home } from "./score_sheet_home.js";
import { Keeper } from "./score_sheet_keeper.js";
import { Links } from "./score_sheet_links.js";
import { Sayings } from "./score_sheet_notices.js";
import { PlainPage } from "./score_sheet_plain.js";
import { Round } from "./score_sheet_round.js";
import { canBeMarked, summary } from "./score_sheet_state.js";
import { load } from "./score_sheet_store.js";
import { drawStep } from "./score_sheet_steps.js";
import { otherTurn } from "./score_sheet_turns.js";
import { SheetView } from "./score_sheet_view.js";

/** @typedef {import("./score_sheet_state.js").Kept} Kept @typedef {import("./score_sheet_state.js").Sheet} Sheet @typedef {import("./score_sheet_queue.js").Value} Value */

const EVERY = 60_000;
const LOST = 5_000;

class Console {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.settings = root.dataset;
    this.words = readWords();
    this.place = { words: this.words, zone: this.settings.zone ?? "", language: document.documentElement.lang, home: this.settings.home ?? "/" };
    this.main = /** @type {HTMLElement} */ (document.querySelector("main"));
    this.band = part(document, "band");
    this.bar = part(document, "bar");
    this.wakefulness = new Wakefulness();
    this.keeper = new Keeper(this.settings, {
      took: (before) => this.took(before),
      told: () => this.tell(),
      writes: (sheet) => this.writes(sheet),
      kept: signal,
      takesBack: (sheet, criterion) => this.takesBack(sheet, criterion),
    });
    this.sayings = new Sayings(this);
    this.finder = new Finder(this);
    this.links = new Links(this);
    /** @type {SheetView | null} */
    this.view = null;
    this.drawn = ""; // what is on the screen, as it was drawn
    /** @type {Help | null} */
    this.help = null;
    this.home = new Home(this);
    this.deeds = new Deeds(this);
    this.round = new Round(this);
  }

  get kept() {
    return this.keeper.kept;
  }

  async start() {
    const { keeper } = this;
    await keeper.vault.begin();
    const there = await keeper.vault.run((database) => load(database, keeper.section, keeper.person));
    const fresh = keeper.refresh();
    if (there && there.version === this.settings.version && there.language === this.place.language) await Promise.race([fresh, pause(2_500)]);
    else await fresh;
    while (!keeper.kept) {
      if (there) await keeper.reload();
      else {
        await pause(5_000);
        await keeper.refresh();
      }
    }
    const plain = new PlainPage(this.main, this.place);
    this.main.dataset.console = "ready";
    this.listen();
    this.show();
    plain.goOn(this.view, (criterion, value) => this.give(criterion, value));
    keeper.tabs.say({ kind: "person", person: keeper.person });
    void keeper.look();
    void keeper.greet();
    void this.prepare();
    if (this.home.helpBox) this.help = new Help(this.home.helpBox, keeper, this.place);
    setInterval(() => void this.beat(), EVERY);
    setInterval(() => void keeper.vault.recover(), LOST);
  }

  listen() {
    document.addEventListener("click", (event) => this.links.follow(event));
    document.addEventListener("keydown", (event) => this.view?.key(event));
    document.addEventListener("photos-changed", () => void this.keeper.reload());
    window.addEventListener("popstate", () => this.show());
    window.addEventListener("online", () => void this.beat());
    window.addEventListener("offline", () => this.keeper.step({ kind: "unreached", of: "off" }));
    window.addEventListener("pagehide", () => this.view?.flush());
    document.addEventListener("visibilitychange", () => this.looked());
    window.addEventListener("beforeunload", (event) => {
      this.view?.flush();
      if (!this.keeper.truth().leave) return;
      event.preventDefault();
      event.returnValue = "";
    });
    guardSignOut(this.keeper);
  }

  /** The page is looked at again, or is not any more. */
  looked() {
    if (document.hidden) return void this.view?.flush();
    this.keeper.step({ kind: "shown" });
    void this.keeper.look();
    void this.beat();
  }

  /** Sends what waits, marks first, and asks for what is new. */
  async beat() {
    await this.keeper.beat();
    await this.help?.beat();
  }

  async prepare() {
    this.sayings.storage = await storage();
    this.sayings.opensOffline = await prepare(this.settings, [this.settings.shellUrl ?? "", `${this.place.home}unsent`, this.settings.guideUrl ?? ""]);
    this.tell();
  }

  /**
   * What is kept has changed: shows it, touching only what differs where the sheet stays the same.
   * @param {Kept | null} before
   */
  took(before) {
    if (!this.main.dataset.console || !this.kept) return;
    const [was, is] = [before, this.kept].map((one) => one?.sheets.find((sheet) => sheet.id === this.view?.sheet.id));
    if (!this.view) this.show(true);
    else if (is && was && isSameForm(was, is)) this.view.update(is);
    else {
      this.show(true);
      if (this.view && is?.state !== "returned") part(this.main, "sheet-notices").append(notice("waiting", this.words.changed, "change"));
    }
    this.tell();
  }

  /** @param {Sheet} sheet */
  writes(sheet) {
    if (this.view?.sheet.id === sheet.id) this.view.update(sheet);
  }

  /**
   * A gesture that is not taken: it goes from the screen, and is named.
   * @param {Sheet} sheet
   * @param {number | null} criterion
   */
  takesBack(sheet, criterion) {
    if (this.view?.sheet.id === sheet.id) this.view.takeBack(criterion);
    const number = sheet.criteria.find((one) => one.id === criterion)?.number ?? "–";
    this.sayings.now = say(this.words["taken-back"], { number, name: this.kept?.name ?? "" });
    this.tell();
  }

  /** @returns {string[]} what the address says behind the list's own */
  steps() {
    return location.pathname.slice(this.place.home.length).split("/");
  }

  /** @returns {Sheet | undefined} the sheet of the address */
  sheetHere() {
    return this.kept?.sheets.find((sheet) => String(sheet.id) === this.steps()[0]);
  }

  /** Shows what the address says. @param {boolean} [same] whether the judge stays where they are */
  show(same = false) {
    const [first, step = ""] = this.steps();
    const sheet = this.sheetHere();
    if (this.view) this.view.flush();
    this.view = null;
    this.keeper.sheet = sheet ? String(sheet.id) : "";
    this.keeper.step({ kind: "typed", count: 0 });
    this.sayings.now = "";
    this.bar.hidden = true;
    this.bar.replaceChildren();
    part(document, "account").hidden = Boolean(sheet);
    if (!sheet || sheet.criteria.length === 0 || (step && !canBeMarked(sheet))) this.showListInstead(first, step, sheet, same);
    else if (step) this.showStep(sheet, step, same);
    else this.showSheet(sheet);
    this.wakefulness.set(this.view !== null);
    if (!same) window.scrollTo(0, 0);
    this.tell();
  }

  /**
   * @param {string} first
   * @param {string} step
   * @param {Sheet | undefined} sheet
   * @param {boolean} same
   */
  showListInstead(first, step, sheet, same) {
    if (first) history.replaceState(null, "", this.place.home);
    const isTeam = first === "team" && step !== "";
    this.home.show(sheet && sheet.criteria.length === 0 ? this.words["needs-network"] : first && !isTeam && !sheet && !first.includes("shell") ? this.words.gone : "", same);
    if (isTeam) this.finder.jump(decodeURIComponent(step));
  }

  /** @param {Sheet} sheet */
  showSheet(sheet) {
    const { keeper } = this;
    this.view = new SheetView(sheet, this.kept?.forms[sheet.task.code] ?? "", { ...this.place, judge: this.kept?.place }, {
      give: (criterion, value) => void keeper.write(sheet.id, "mark", { criterion, value }),
      note: (text) => void keeper.write(sheet.id, "note", { value: { note: text } }),
      undo: () => void this.deeds.undo(),
      submit: () => this.go(`${this.place.home}${sheet.id}/submit`),
      mine: (operation, device) => keeper.made.has(operation) || (device !== "" && device === keeper.device()),
      draft: (drafts) => void keeper.remember(sheet.id, { drafts }),
      typed: (count) => keeper.ledger.typed !== count && keeper.step({ kind: "typed", count }),
      met: () => void keeper.remember(sheet.id, { met: true }),
      jump: (code) => this.finder.jump(code, true),
      isTaking: () => keeper.truth().takes,
    });
    this.frame(this.view.band, this.view.main, "console p-2 pt-3");
    this.home.showHelp(sheet.team_code, sheet.station);
    this.bar.replaceChildren(...this.view.bar.childNodes);
    this.view.bar = this.bar;
    this.bar.hidden = false;
    document.title = `${sheet.team_code} – ${sheet.task.title}`;
    this.view.count();
    this.round.tell();
    if (this.kept) offerComments(this.view.cards, this.kept, this.words.comments);
    const due = this.view.met ? null : otherTurn(this.kept?.sheets ?? [], sheet, new Date());
    if (due) part(this.main, "meet-warning").append(notice("waiting", say(this.words["other-turn"], { due: due.team_code, code: sheet.team_code, time: clock(sheet.starts_at, this.place.zone) }), "clock"));
  }

  /**
   * @param {string} words
   * @param {string} state
   * @param {...(Node | string)} more
   */
  announce(words, state, ...more) {
    part(this.main, "said")?.replaceChildren(notice(state, words, state === "problem" ? "missing" : state === "waiting" ? "clock" : state, ...more));
  }

  /** @param {Sheet} sheet @param {string} step `submit` or `absent` @param {boolean} same whether the judge stays where they are */
  showStep(sheet, step, same) {
    if (step === "submit" && (!summary(sheet).complete || Object.keys(sheet.drafts ?? {}).length > 0)) {
      this.go(`${this.place.home}${sheet.id}`);
      this.view?.leadToHole();
      return;
    }
    const view = drawStep(sheet, step, this.place, () => void (step === "submit" ? this.deeds.submit(sheet.id) : this.deeds.markAbsent(sheet.id)));
    this.frame(copy("list-band"), view, "console px-3 py-3", same);
  }

  /** @param {DocumentFragment} band @param {DocumentFragment} view @param {string} className @param {boolean} [same] @returns {boolean} whether it is new */
  frame(band, view, className, same) {
    const [before, drawn] = [this.drawn, same === undefined ? "" : drawing(view)];
    this.drawn = drawn;
    if (same && before === drawn) return false; // no finger meets a button that is being replaced
    this.band.replaceChildren(band);
    this.main.replaceChildren(view);
    this.main.className = className;
    return true;
  }

  /** @param {string} address */
  go(address) {
    this.view?.flush();
    history.pushState(null, "", address);
    this.show();
  }

  /**
   * @param {number} criterion
   * @param {Value} value
   */
  give(criterion, value) {
    if (this.view) void this.keeper.write(this.view.sheet.id, "mark", { criterion, value });
  }

  /** Says what is safe, what waits since when, and what somebody has to do. */
  tell() {
    if (!this.main.dataset.console) return;
    this.deeds.tellSubmitted();
    this.sayings.tell();
  }
}

/**
 * @param {Sheet} was
 * @param {Sheet} is
 * @returns {boolean} whether the sheet on the screen can go on as it is
 */
function isSameForm(was, is) {
  return is.rubric_version === was.rubric_version && canBeMarked(is) === canBeMarked(was) && (is.state === "returned") === (was.state === "returned");
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

void new Console(/** @type {HTMLElement} */ (document.querySelector("[data-behaviour='console']"))).start();
