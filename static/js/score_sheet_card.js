// One criterion on the page: reads its controls into a value, shows a value, offers a choice between two, makes a penalty a stepper.

import { bold, button, chip, copy, say } from "./score_sheet_draw.js";
import { NOTHING, chosenIn, preview, settleAnswers } from "./score_sheet_kinds.js";
import { parseMark, parseNumber, written } from "./score_sheet_points.js";
import { EMPTY, pointsNow, same } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_state.js").Criterion} Criterion
 * @typedef {{ value: Value, operation: string, words: string, sub: string }} Choice
 */

export class Card {
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
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | null}
   */
  control(name) {
    return this.section.querySelector(`[name='${name}-${this.criterion}']`);
  }

  /** @returns {HTMLInputElement[]} */
  inputs(selector = "input") {
    return [...this.section.querySelectorAll(selector)].map((input) => /** @type {HTMLInputElement} */ (input));
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
    return this.section.querySelector(`input:not([type='radio']):not([type='hidden'])[name='mark-${this.criterion}']`);
  }

  /** @returns {Value | null} what the controls say; null while something typed is not a number or a reason is missing */
  value() {
    const note = this.control("note")?.value.trim() ?? "";
    const unsure = this.control("unsure")?.checked ?? false;
    const value = { ...EMPTY, note, unsure };
    if (this.control("clear")?.checked) return { ...value, unsure: false };
    if (this.control("not-assessed")?.checked) {
      this.invalid(this.control("note"), !note);
      return note ? { ...value, state: "not_assessed", consequence: this.control("consequence")?.value ?? "" } : null;
    }
    this.invalid(this.control("note"), false);
    const typed = this.readings().filter((input) => input.value.trim() !== "");
    const wrong = typed.filter((input) => parseNumber(input.value) === null);
    this.readings().forEach((input) => this.invalid(input, wrong.includes(input)));
    if (wrong.length > 0) return null;
    const chosen = chosenIn(this.answers());
    if (chosen) return { ...value, state: "marked", ...chosen };
    if (typed.length > 0) return { ...value, state: "marked", readings: typed.map((input) => input.value.trim()).join("|") };
    return this.marked(value);
  }

  /**
   * @param {Value} value
   * @returns {Value | null}
   */
  marked(value) {
    const chosen = this.choices().find((input) => input.checked);
    const text = (chosen ?? this.typed())?.value.trim() ?? "";
    if (!text) return this.known.state === "absent" ? this.known : this.hasNoReading() && value.note ? { ...value, state: "marked", mark: 0 } : value;
    const mark = parseMark(text);
    this.invalid(this.typed(), mark === null);
    return mark === null ? null : { ...value, state: "marked", mark };
  }

  /** @returns {boolean} whether 0 stands here because nothing could be read */
  hasNoReading() {
    return this.section.dataset.kind === "reading" && this.known.state === "marked" && !this.known.readings;
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
  takeBack(target) {
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
  differs(value) {
    return !same(value, this.known);
  }

  /** @returns {boolean} whether the judge is typing here just now */
  isBusy() {
    const here = /** @type {HTMLElement} */ (document.activeElement);
    return this.section.contains(here) && here.matches("textarea, input[inputmode], select");
  }

  /**
   * Shows a criterion as it stands; its controls, too, unless they say it already.
   * @param {Criterion} criterion
   */
  show(criterion) {
    const value = criterion.value;
    const said = this.value();
    const isNew = !same(value, this.known);
    this.known = value;
    this.section.dataset.base = criterion.operation ?? "";
    this.section.dataset.state = { marked: "marked", absent: "marked", not_assessed: "not-assessed" }[value.state] ?? "unmarked";
    if (isNew && !this.isBusy() && (said === null || !same(said, value))) this.fill(value);
    const clear = this.control("clear");
    if (isNew && clear) clear.checked = false;
    const given = this.section.querySelector("[data-part='given']");
    given?.replaceChildren(...this.given(criterion));
    if (given) given.className = "given";
    this.showPreview(criterion);
  }

  /** @param {Criterion} criterion */
  showPreview(criterion) {
    const shown = this.section.querySelector("[data-part='preview']");
    if (shown) shown.textContent = preview(criterion, this.words, this.language);
  }

  /**
   * @param {Criterion} criterion
   * @returns {(Node | string)[]}
   */
  given(criterion) {
    const { value, maximum } = criterion;
    const unsure = value.unsure ? [" ", chip("unsure", this.words.unsure)] : [];
    if (criterion.conflict) return [chip("conflict", this.words.decide, "disagreement")];
    if (value.state === "not_assessed") return [chip("not-assessed", this.words["not-assessed"]), ...unsure];
    if (value.state === "absent") return [chip("absent", this.words.absent)];
    if (value.state !== "marked") return [chip("unmarked", this.words.unmarked), ...unsure];
    const points = pointsNow(criterion);
    const small = document.createElement("small");
    small.textContent = points === null ? (criterion.kind === "choice" ? this.words.chosen : this.words.measured) : criterion.kind === "penalty" ? this.words.penalty : say(this.words.of, { maximum: written(maximum, this.language) });
    return [points === null ? "" : `${written(points, this.language)} `, small, ...unsure];
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
    const last = /** @type {HTMLElement} */ (this.readings().at(-1)?.parentElement);
    const more = /** @type {HTMLElement} */ (last.cloneNode(true));
    const [input, label] = [/** @type {HTMLInputElement} */ (more.querySelector("input")), /** @type {HTMLLabelElement} */ (more.querySelector("label"))];
    const number = this.readings().length + 1;
    input.id = `r${this.criterion}-${number}`;
    label.htmlFor = input.id;
    label.textContent = (label.textContent ?? "").replace(/\d+/, String(number));
    last.after(more);
  }

  /**
   * Offers the values of several devices side by side, none chosen beforehand.
   * @param {Choice[]} choices
   * @param {(choice: Choice) => void} choose
   */
  offer(choices, choose) {
    const there = this.section.querySelector("[data-part='conflict']");
    if (choices.length === 0) {
      there?.remove();
      return;
    }
    const said = choices.map((choice) => choice.operation).join(" ");
    if (there instanceof HTMLElement && there.dataset.choices === said) return;
    there?.remove();
    const box = /** @type {HTMLElement} */ (copy("conflict").firstElementChild);
    box.dataset.choices = said;
    for (const choice of choices) {
      const rival = button("choice", "", () => choose(choice));
      const sub = document.createElement("small");
      rival.dataset.operation = choice.operation;
      sub.textContent = choice.sub;
      rival.append(sub, bold(choice.words));
      box.querySelector(".rivals")?.append(rival);
    }
    this.section.querySelector("header")?.after(box);
  }

  /** Gives a penalty its stepper: None, one fewer, one more. */
  enhance() {
    const input = this.typed();
    if (this.section.dataset.kind !== "penalty" || !input) return;
    const counter = document.createElement("div");
    counter.className = "counter";
    /** @type {[string, string, (now: number) => number][]} */
    const steps = [[this.words.none, "", () => 0], ["−", this.words.fewer, (now) => Math.max(0, now - 1)], ["", "", Number], ["+", this.words.more, (now) => now + 1]];
    const label = this.section.querySelector(`label[for='${input.id}']`);
    for (const [sign, spoken, change] of steps) {
      if (!sign) {
        counter.append(input);
        continue;
      }
      const step = button("choice", sign, () => {
        input.value = String(change(Number(input.value.replace(",", ".")) || 0));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      if (spoken) step.setAttribute("aria-label", spoken);
      counter.append(step);
    }
    label?.after(counter);
  }
}
