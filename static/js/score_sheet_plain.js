// What a judge did on the plain page before the console took it over: it goes on where it was.

import { Card } from "./score_sheet_card.js";

/** @typedef {import("./score_sheet_queue.js").Value} Value */

export class PlainPage {
  /**
   * @param {HTMLElement} main
   * @param {import("./score_sheet_list.js").Place} place
   */
  constructor(main, { words, language }) {
    const changed = (/** @type {any} */ one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue;
    const sections = [...main.querySelectorAll("form#sheet section[data-criterion]")].filter((section) => [...section.querySelectorAll("input, textarea")].some(changed));
    this.cards = sections.map((section) => new Card(/** @type {HTMLElement} */ (section), words, language));
    this.note = /** @type {HTMLTextAreaElement | null} */ (main.querySelector("form#sheet #sheet-note"));
    this.typing = /** @type {HTMLInputElement | null} */ (document.activeElement);
    this.top = scrollY;
  }

  /** @returns {boolean} whether marking had begun there */
  hasBegun() {
    return this.cards.length > 0 || (this.note !== null && changedNote(this.note)) || Boolean(this.typing?.closest("form#sheet"));
  }

  /**
   * Goes on with it in the console's form of the same sheet: what can be given is, the rest stands there with what is wrong with it.
   * @param {import("./score_sheet_view.js").SheetView | null} view
   * @param {(criterion: number, value: Value) => void} give
   */
  goOn(view, give) {
    if (view && this.hasBegun()) view.meet();
    const focused = this.focus();
    scrollTo(0, this.top);
    for (const card of this.cards) {
      const value = card.value();
      const now = view?.cards.find((one) => one.criterion === card.criterion);
      if (value) give(card.criterion, value);
      else if (now && !now.section.contains(focused)) now.take(card.draft());
    }
    if (view && this.note && changedNote(this.note)) view.deeds.note(this.note.value);
  }

  /** @returns {HTMLElement | null} the field that is typed in, as it was */
  focus() {
    const was = this.typing;
    const now = /** @type {HTMLInputElement | null} */ (was && document.getElementById(was.id));
    if (!was || !now) return null;
    now.focus();
    if (typeof was.selectionStart === "number") now.value = was.value;
    return now;
  }
}

/** @param {HTMLTextAreaElement} note */
function changedNote(note) {
  return note.value !== note.defaultValue;
}
