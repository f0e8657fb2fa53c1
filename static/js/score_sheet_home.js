// The list on the screen: drawn anew without losing what is typed there; "Request help" goes where the judge is.

import { hasSignals, setSignals, signal } from "./score_sheet_device.js";
import { copy, part } from "./score_sheet_draw.js";
import { drawList } from "./score_sheet_list.js";

export class Home {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
    this.helpBox = /** @type {HTMLElement | null} */ (document.querySelector("main > .help-call"));
    /** @type {Element[]} what the server said with the page */
    this.flashes = [...document.querySelectorAll("main > .notice")];
  }

  /**
   * @param {string} said
   * @param {boolean} same whether the judge stays where they are
   */
  show(said, same) {
    const { page } = this;
    if (!page.kept) return;
    const [field, details] = [page.main.querySelector("input[name='code']"), [...page.main.querySelectorAll("details")].map((one) => one.open)];
    const [typed, here] = field instanceof HTMLInputElement && same ? [field.value, document.activeElement === field] : ["", false];
    const before = same && part(page.main, "said") ? [...part(page.main, "said").childNodes] : this.flashes.splice(0);
    page.frame(copy("list-band"), drawList(page.kept, { ...page.place, words: this.words() }), "console px-3 py-3");
    const now = /** @type {HTMLInputElement} */ (page.main.querySelector("input[name='code']"));
    now.value = typed;
    if (here) now.focus({ preventScroll: true });
    if (same) page.main.querySelectorAll("details").forEach((/** @type {HTMLDetailsElement} */ one, /** @type {number} */ index) => { one.open = details[index] ?? false; });
    part(page.main, "said").append(...before);
    if (said) page.announce(said, "waiting");
    this.showHelp("", "");
    page.finder.listen();
    this.listen();
    page.sayings.drawn = "";
    document.title = (page.band.textContent ?? "").trim();
  }

  /** @returns {Record<string, string>} the words; "on this device" only where it is */
  words() {
    const { words, keeper } = this.page;
    return keeper.truth().report.unkept > 0 ? { ...words, kept: words.unkept, "kept-since": words.unkept } : words;
  }

  listen() {
    const signals = /** @type {HTMLInputElement} */ (part(this.page.main, "signals"));
    signals.checked = hasSignals();
    signals.addEventListener("change", () => { setSignals(signals.checked); signal(); });
  }

  /**
   * Puts "Request help", which came with the page, where the judge is.
   * @param {string} code
   * @param {string} station
   */
  showHelp(code, station) {
    if (!this.helpBox) return;
    for (const [name, value] of [["team_code", code], ["station", station], ["back", location.pathname]]) {
      this.helpBox.querySelectorAll(`input[name='${name}']`).forEach((input) => { /** @type {HTMLInputElement} */ (input).value = value; });
    }
    part(this.page.main, "help").append(this.helpBox);
  }
}
