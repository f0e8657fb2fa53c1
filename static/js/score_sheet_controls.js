// The controls of one criterion: fields, boxes and choices, read into a value and filled from one.

import { NOTHING, chosenIn, settleAnswers } from "./score_sheet_kinds.js";
import { parseMark, parseNumber, refusalOf, written } from "./score_sheet_points.js";
import { EMPTY } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_state.js").Criterion} Criterion
 * @typedef {{ texts: string[], ticked: string[] }} Draft what stands in the fields and boxes of a card, word for word
 * @typedef {{ value: Value, problem: string, at: HTMLElement[] }} Reading what the controls say, what is wrong with it, and where
 */

export const BOXES = ["unsure", "not-assessed", "clear"];

export class Controls {
  /**
   * @param {HTMLElement} section
   * @param {import("./score_sheet_draw.js").Words} words
   * @param {string} language
   */
  constructor(section, words, language) {
    this.section = section;
    this.words = words;
    this.language = language;
    this.criterion = Number(section.dataset.criterion);
    /** @type {Value} */
    this.known = EMPTY;
    /** @type {Criterion | null} */
    this.rubric = null;
    this.problem = "";
    this.shown = ""; // the criterion as it stands on the screen
    /** @type {Map<string, HTMLInputElement[]>} controls that were looked up: they stay, but for readings that are added */
    this.found = new Map();
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | null}
   */
  control(name) {
    return this.inputs(`[name='${name}-${this.criterion}']`)[0] ?? null;
  }

  /** @returns {HTMLInputElement[]} */
  inputs(selector = "input") {
    const found = this.found.get(selector) ?? [.../** @type {NodeListOf<HTMLInputElement>} */ (this.section.querySelectorAll(selector))];
    this.found.set(selector, found);
    return found;
  }

  /** @returns {HTMLInputElement[]} */
  readings() {
    return this.inputs(`input[inputmode][name='reading-${this.criterion}']`);
  }

  /** @returns {HTMLInputElement[]} the answers of a list, of which one or several can be tapped */
  answers() {
    return this.inputs(`input:not([inputmode])[name='reading-${this.criterion}']`);
  }

  /** @returns {HTMLInputElement[]} the choices that can be tapped */
  choices() {
    return this.inputs(`input[type='radio'][name='mark-${this.criterion}']`);
  }

  /** @returns {HTMLInputElement | null} where a mark is typed */
  typed() {
    return this.inputs(`input:not([type='radio']):not([type='hidden'])[name='mark-${this.criterion}']`)[0] ?? null;
  }

  /** @returns {HTMLInputElement[]} where text is typed */
  fields() {
    return [...this.readings(), this.typed(), this.control("note")].filter((input) => input !== null);
  }

  /** @returns {Reading} what the controls say, what is wrong with it, and where */
  read() {
    const note = this.control("note")?.value.trim() ?? "";
    const value = { ...EMPTY, note, unsure: this.control("unsure")?.checked ?? false };
    if (this.control("clear")?.checked) return { value: { ...value, unsure: false }, problem: "", at: [] };
    if (this.control("not-assessed")?.checked) {
      const given = { ...value, state: "not_assessed", consequence: this.control("consequence")?.value ?? "" };
      return { value: given, problem: note ? "" : "no-reason", at: note ? [] : this.fields().slice(-1) };
    }
    const chosen = chosenIn(this.answers());
    if (chosen) return { value: { ...value, state: "marked", ...chosen }, problem: "", at: [] };
    const typed = this.readings().filter((input) => input.value.trim() !== "");
    if (typed.length > 0) {
      const at = typed.filter((input) => parseNumber(input.value) === null);
      return { value: { ...value, state: "marked", readings: typed.map((input) => input.value.trim()).join("|") }, problem: at.length ? "no-number" : "", at };
    }
    return this.marked(value);
  }

  /**
   * @param {Value} value
   * @returns {Reading}
   */
  marked(value) {
    const chosen = this.choices().find((input) => input.checked);
    const field = this.typed();
    const text = (chosen ?? field)?.value.trim() ?? "";
    if (!text) {
      const stays = this.hasNoReading() && value.note ? { ...value, state: "marked", mark: 0 } : value;
      return { value: this.known.state === "absent" ? this.known : stays, problem: "", at: [] };
    }
    const mark = parseMark(text);
    const problem = mark === null ? "no-number" : this.rubric ? refusalOf(this.rubric, mark) : "";
    return { value: { ...value, state: "marked", mark }, problem, at: problem && field ? [field] : [] };
  }

  /** @returns {Draft} */
  draft() {
    return { texts: this.fields().map((input) => input.value), ticked: BOXES.filter((name) => this.control(name)?.checked) };
  }

  /** @returns {boolean} whether 0 stands here because nothing could be read */
  hasNoReading() {
    return this.section.querySelector(".no-reading") !== null && this.known.state === "marked" && !this.known.readings;
  }

  /** @returns {string} the words that a note begins with when nothing could be read */
  noReading() {
    return /** @type {HTMLElement | null} */ (this.section.querySelector(".no-reading"))?.dataset.note ?? "";
  }

  /**
   * No reading obtained: what was noted stays behind that reason.
   * @param {string} state `not_assessed`, or `marked` with 0
   * @returns {Value}
   */
  withoutReading(state) {
    const words = this.noReading();
    const noted = this.control("note")?.value.trim() ?? "";
    const note = noted.startsWith(words) ? noted : [words, noted].filter(Boolean).join(": ");
    return { ...EMPTY, state, mark: state === "marked" ? 0 : null, note, unsure: this.control("unsure")?.checked ?? false };
  }

  /** A mark that is given anew takes back that it was not assessed, or that nothing could be read. @param {Element} target */
  giveAnew(target) {
    if (!target.matches("[name^='mark-'], [name^='reading-']") || !(/** @type {HTMLInputElement} */ (target).value)) return;
    for (const name of ["not-assessed", "clear"]) {
      const box = this.control(name);
      if (box) box.checked = false;
    }
    settleAnswers(this.answers(), target);
    const [note, words] = [this.control("note"), this.noReading()];
    if (note && words && note.value.startsWith(words)) note.value = note.value.slice(words.length).replace(/^[:\s]+/, "");
  }

  /**
   * @param {HTMLElement | null} input
   * @param {boolean} wrong
   */
  invalid(input, wrong) {
    if (wrong) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }

  /** @param {Value} value */
  fill(value) {
    const hasMark = value.state === "marked" && value.mark !== null && !value.readings;
    for (const radio of this.choices()) radio.checked = hasMark && parseMark(radio.value) === value.mark;
    const typed = this.typed();
    if (typed) typed.value = hasMark ? written(value.mark ?? 0, "en") : "";
    const readings = value.readings ? value.readings.split("|") : [];
    for (let missing = readings.length - this.readings().length; missing > 0 && this.readings().length > 0; missing -= 1) this.addReading();
    this.readings().forEach((input, index) => { input.value = readings[index] ?? ""; });
    const nothing = value.state === "marked" && !value.readings;
    for (const input of this.answers()) input.checked = readings.includes(input.value) || (nothing && input.value === NOTHING);
    for (const [name, on] of /** @type {[string, boolean][]} */ ([["unsure", value.unsure], ["not-assessed", value.state === "not_assessed"], ["clear", false]])) {
      const box = this.control(name);
      if (box) box.checked = on;
    }
    const [note, consequence] = [this.control("note"), this.control("consequence")];
    if (note) note.value = value.note ?? "";
    if (consequence) consequence.value = value.consequence ?? "";
  }

  /** Makes room for one more replicate. */
  addReading() {
    const last = /** @type {HTMLElement} */ (this.readings().slice(-1)[0].parentElement);
    const more = /** @type {HTMLElement} */ (last.cloneNode(true));
    const [input, label] = [/** @type {HTMLInputElement} */ (more.querySelector("input")), /** @type {HTMLLabelElement} */ (more.querySelector("label"))];
    const number = this.readings().length + 1;
    input.id = `r${this.criterion}-${number}`;
    label.htmlFor = input.id;
    label.textContent = (label.textContent ?? "").replace(/\d+/, String(number));
    last.after(more);
    this.found.clear();
  }
}
