// One criterion on the page: reads its controls into a value, shows a value, and makes a penalty a stepper.

import { parseMark, parseNumber, pointsOf, written } from "./score_sheet_points.js";

/** @typedef {import("./score_sheet_queue.js").Value} Value */

export class Card {
  /**
   * @param {HTMLElement} section
   * @param {DOMStringMap} words
   * @param {string} language
   */
  constructor(section, words, language) {
    this.section = section;
    this.words = words;
    this.language = language;
    this.criterion = Number(section.dataset.criterion);
    this.base = section.dataset.base ?? "";
    this.rubric = {
      kind: section.dataset.kind ?? "",
      maximum: Number(section.dataset.maximum),
      each: Number(section.dataset.each ?? 0),
      free: Number(section.dataset.free ?? 0),
      replicates: section.dataset.replicates ?? "",
      breakpoints: (section.dataset.breakpoints ?? "").trim().split(" ").filter(Boolean)
        .map((pair) => /** @type {[number, number]} */ (pair.split(":").map(Number))),
    };
    this.known = this.value();
    this.absent = section.querySelector(`[name='absent-${this.criterion}']`) !== null;
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | null}
   */
  control(name) {
    return this.section.querySelector(`[name='${name}-${this.criterion}']`);
  }

  /** @returns {HTMLInputElement[]} */
  readings() {
    return [...this.section.querySelectorAll(`input[name='reading-${this.criterion}']`)].map((input) => /** @type {HTMLInputElement} */ (input));
  }

  /** @returns {Value | null} what the controls say; null while something typed is not a number or a reason is missing */
  value() {
    const note = this.control("note")?.value.trim() ?? "";
    const unsure = this.control("unsure")?.checked ?? false;
    const value = { state: "unmarked", mark: /** @type {number | null} */ (null), readings: "", consequence: "", note, unsure };
    if (this.control("clear")?.checked) return { ...value, unsure: false };
    if (this.control("not-assessed")?.checked) {
      this.invalid(this.control("note"), !note);
      return note ? { ...value, state: "not_assessed", consequence: this.control("consequence")?.value ?? "" } : null;
    }
    const typed = this.readings().filter((input) => input.value.trim() !== "");
    const wrong = typed.filter((input) => parseNumber(input.value) === null);
    this.readings().forEach((input) => this.invalid(input, wrong.includes(input)));
    if (wrong.length > 0) return null;
    if (typed.length > 0) return { ...value, state: "marked", readings: typed.map((input) => input.value.trim()).join("|") };
    return this.marked(value);
  }

  /**
   * @param {Value} value
   * @returns {Value | null}
   */
  marked(value) {
    const chosen = /** @type {HTMLInputElement | null} */ (this.section.querySelector(`input[type='radio'][name='mark-${this.criterion}']:checked`));
    const typed = /** @type {HTMLInputElement | null} */ (this.section.querySelector(`input:not([type='radio'])[name='mark-${this.criterion}']`));
    const text = (chosen ?? typed)?.value.trim() ?? "";
    if (!text) return this.absent ? { ...value, state: "absent" } : value;
    const mark = parseMark(text);
    this.invalid(typed, mark === null);
    return mark === null ? null : { ...value, state: "marked", mark };
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
    return JSON.stringify(value) !== JSON.stringify(this.known);
  }

  /** @returns {boolean} whether the criterion waits for a mark */
  isOpen() {
    return this.section.dataset.state === "unmarked";
  }

  /** @returns {number | null} */
  points() {
    return this.known ? pointsOf(this.rubric, this.known) : null;
  }

  /**
   * Shows a value that is kept on this device, and stands on it from now on.
   * @param {Value} value
   * @param {string} operation
   */
  show(value, operation) {
    this.known = value;
    this.base = operation;
    this.section.dataset.state = { marked: "marked", absent: "marked", not_assessed: "not-assessed" }[value.state] ?? "unmarked";
    const hidden = this.control("base");
    if (hidden) hidden.value = operation;
    if (value.state === "unmarked") this.wipe();
    const given = this.section.querySelector("[data-part='given']");
    if (given) given.replaceChildren(...this.given(value));
    if (given) given.className = value.state === "marked" ? "given" : "state";
  }

  /**
   * @param {Value} value
   * @returns {(Node | string)[]}
   */
  given(value) {
    if (value.state === "not_assessed") return [this.words.wordsNotAssessed ?? ""];
    if (value.state !== "marked") return [this.words.wordsUnmarked ?? ""];
    const points = pointsOf(this.rubric, value);
    const small = document.createElement("small");
    small.textContent = (this.words.wordsOf ?? "").replace("{maximum}", written(this.rubric.maximum, this.language));
    return points === null ? ["✓"] : [`${written(points, this.language)} `, small];
  }

  /** Clears the controls, so that nothing looks given. */
  wipe() {
    for (const input of this.section.querySelectorAll("input")) {
      if (input.type === "radio" || input.type === "checkbox") input.checked = false;
      else if (input.type === "text") input.value = "";
    }
  }

  /**
   * Takes over a value from the device's queue or from another tab.
   * @param {Value} value
   * @param {string} operation
   */
  take(value, operation) {
    const radio = /** @type {HTMLInputElement | null} */ (value.mark === null || value.mark === undefined ? null : [...this.section.querySelectorAll("input[type='radio']")].find((input) => input instanceof HTMLInputElement && parseMark(input.value) === value.mark) ?? null);
    this.wipe();
    if (radio) radio.checked = true;
    else if (value.mark !== null && value.mark !== undefined && this.control("mark")) /** @type {HTMLInputElement} */ (this.control("mark")).value = String(value.mark / 1000);
    const typed = value.readings ? value.readings.split("|") : [];
    this.readings().forEach((input, index) => { input.value = typed[index] ?? ""; });
    for (const [name, on] of /** @type {[string, boolean][]} */ ([["unsure", value.unsure], ["not-assessed", value.state === "not_assessed"]])) {
      const box = this.control(name);
      if (box) box.checked = on;
    }
    const note = this.control("note");
    if (note) note.value = value.note ?? "";
    this.show(value, operation);
  }

  /** Gives a penalty its stepper: None, one fewer, one more. */
  enhance() {
    const input = this.control("mark");
    if (this.rubric.kind !== "penalty" || !input || input.type === "radio") return;
    const counter = document.createElement("div");
    counter.className = "counter";
    /** @type {[string, (now: number) => number][]} */
    const steps = [[this.words.wordsNone ?? "0", () => 0], ["−", (now) => Math.max(0, now - 1)], ["", (now) => now], ["+", (now) => now + 1]];
    const label = this.section.querySelector(`label[for='${input.id}']`);
    for (const [sign, change] of steps) {
      if (!sign) {
        counter.append(input);
        continue;
      }
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn choice";
      button.textContent = sign;
      if (sign.length === 1) button.setAttribute("aria-label", (sign === "+" ? this.words.wordsMore : this.words.wordsFewer) ?? sign);
      button.addEventListener("click", () => {
        input.value = String(change(Number(input.value) || 0));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      counter.append(button);
    }
    label?.after(counter);
  }
}
