// The keyboard on a sheet: digits for the criterion that has the focus, Enter to go on, and what a reader of codes types.

import { parseMark } from "./score_sheet_points.js";
import { canBeMarked } from "./score_sheet_state.js";

const PATIENCE = 800;
const READER = 80; // between two letters of a reader; a person needs longer

export class Keys {
  /** @param {import("./score_sheet_view.js").SheetView} view */
  constructor(view) {
    this.view = view;
    this.typed = "";
    this.typedAt = 0;
    /** @type {{ text: string, at: number }} what came without a pause */
    this.burst = { text: "", at: 0 };
    this.late = 0;
    /** what was typed and may be the beginning of a code */
    this.choice = () => {};
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const field = target.matches("textarea, input[inputmode]");
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !field) {
      event.preventDefault();
      this.view.deeds.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || this.isCode(event, target)) return;
    if (target.matches("textarea, select, summary, a")) return;
    if (event.key === "Enter" && !target.matches("button")) {
      event.preventDefault();
      this.settle();
      this.goOn(target, event.shiftKey ? -1 : 1);
    } else if (/^[0-9.,]$/.test(event.key) && !field) this.digit(event);
  }

  /**
   * A reader types a code faster than a person, and ends it with Enter: it opens that team.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} target
   * @returns {boolean} whether the key belongs to a code
   */
  isCode(event, target) {
    const isFast = event.timeStamp - this.burst.at < READER;
    if (event.key === "Enter") {
      const { text } = this.burst;
      this.burst = { text: "", at: 0 };
      if (!isFast || !/[^0-9.,]/.test(text) || text.length < 2 || !this.opens(text)) return false;
      event.preventDefault();
      if (target instanceof HTMLInputElement && target.value.endsWith(text)) target.value = target.value.slice(0, -text.length);
      return true;
    }
    if (event.key.length !== 1) return false;
    this.burst = { text: (isFast ? this.burst.text : "") + event.key, at: event.timeStamp };
    const isCode = /[^0-9.,]/.test(this.burst.text);
    if (isCode) this.forget(); // the digits before were the beginning of the code
    return isCode;
  }

  /**
   * @param {string} text what came without a pause
   * @returns {boolean} whether it was the code of a team; a digit typed just before does not belong to it
   */
  opens(text) {
    const { jump } = this.view.deeds;
    return jump(text) || jump(text.replace(/^[0-9.,]+/, ""));
  }

  /**
   * @param {HTMLElement} from
   * @param {number} step
   */
  goOn(from, step) {
    const { cards, bar } = this.view;
    const here = this.view.cardAt(from);
    const following = here ? cards[cards.indexOf(here) + step] : cards[0];
    if (following) this.view.leadTo(following);
    else /** @type {HTMLElement} */ (bar.querySelector("[data-part='submit']")).focus();
  }

  /**
   * Chooses by digits: 2, then .5 within a moment of the hand, is 2.5, however late a busy device hears of it.
   * Only where the focus is, and where that can be seen.
   * @param {KeyboardEvent} event
   */
  digit(event) {
    const card = this.view.cardAt(document.activeElement);
    if (!card || !canBeMarked(this.view.sheet) || !isSeen(card.section)) return;
    const field = card.typed() ?? card.readings().find((input) => !input.value) ?? card.readings()[0];
    if (field) {
      field.focus();
      return;
    }
    event.preventDefault();
    this.forget();
    if (event.timeStamp - this.typedAt > PATIENCE) this.typed = "";
    this.typedAt = event.timeStamp;
    this.typed += event.key;
    const typed = this.typed;
    this.choice = () => choose(card, typed);
    this.late = window.setTimeout(() => this.settle(), READER);
  }

  /** Chooses what was typed: nothing of a code came behind it. */
  settle() {
    const { choice } = this;
    this.forget();
    choice();
  }

  forget() {
    clearTimeout(this.late);
    this.choice = () => {};
  }
}

/**
 * @param {import("./score_sheet_card.js").Card} card
 * @param {string} typed
 */
function choose(card, typed) {
  const choices = card.choices();
  const check = card.section.dataset.kind === "check" ? choices[parseInt(typed, 10)] : undefined;
  const chosen = check ?? choices.find((input) => parseMark(input.value) === parseMark(typed));
  if (!chosen) return;
  chosen.checked = true;
  chosen.focus({ preventScroll: true });
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {HTMLElement} section */
function isSeen(section) {
  const { top, bottom } = section.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}
