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
    const details = [...page.main.querySelectorAll("details")].map((one) => one.open);
    const [field, camera, here] = [page.main.querySelector("input[name='code']"), part(page.main, "camera"), same ? placeOf(document.activeElement) : ""];
    const before = same && part(page.main, "said") ? [...part(page.main, "said").childNodes] : this.flashes.splice(0);
    if (page.frame(copy("list-band"), drawList(page.kept, { ...page.place, words: this.words() }), "console px-3 py-3", same)) {
      if (same && field instanceof HTMLInputElement) page.main.querySelector("input[name='code']").value = field.value;
      if (same && camera && !camera.hidden) part(page.main, "camera").replaceWith(camera); // a card is being read
      if (same) page.main.querySelectorAll("details").forEach((/** @type {HTMLDetailsElement} */ one, /** @type {number} */ index) => { one.open = details[index] ?? false; });
      part(page.main, "said").append(...before);
      this.begin();
      if (here) page.main.querySelector(here)?.focus({ preventScroll: true });
    }
    if (said) page.announce(said, "waiting");
  }

  begin() {
    const { page } = this;
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

/**
 * @param {Element | null} element
 * @returns {string} a selector that finds its like when the list is drawn anew; empty where nothing is focused
 */
function placeOf(element) {
  const href = element?.getAttribute("href");
  if (element?.id) return `#${element.id}`;
  return href ? `a[href='${href}']` : element?.getAttribute("data-part") ? `[data-part='${element.getAttribute("data-part")}']` : "";
}
