// One criterion on the page: says what is wrong, shows a value, offers a choice between two, makes a penalty a stepper.

import { BOXES, Controls } from "./score_sheet_controls.js";
import { bold, button, chip, copy, icon, say } from "./score_sheet_draw.js";
import { preview } from "./score_sheet_kinds.js";
import { written } from "./score_sheet_points.js";
import { pointsNow, same } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_state.js").Criterion} Criterion
 * @typedef {{ value: Value, operation: string, words: string, sub: string }} Choice
 * @typedef {import("./score_sheet_controls.js").Draft} Draft
 */

export class Card extends Controls {
  /** @returns {Value | null} what the controls say; null, with the problem named, while something typed cannot be given */
  value() {
    const { value, problem, at } = this.read();
    for (const input of this.fields()) this.invalid(input, at.includes(input));
    this.problem = problem;
    return problem ? null : value;
  }

  /** @returns {boolean} whether something here is not given: it cannot be, or not yet */
  isOpen() {
    const value = this.value();
    return value === null || (this.rubric !== null && this.differs(value));
  }

  /** @param {Draft} draft what was typed here before and could not be given */
  take(draft) {
    while (this.readings().length > 0 && this.fields().length < draft.texts.length) this.addReading();
    this.fields().forEach((input, index) => { input.value = draft.texts[index] ?? ""; });
    for (const name of BOXES) {
      const box = this.control(name);
      if (box) box.checked = draft.ticked.includes(name);
    }
    if (draft.ticked.length > 0) this.section.querySelector("details.criterion-more")?.setAttribute("open", "");
    this.value();
    this.complain();
  }

  /** Says at the field what is wrong with what is typed. */
  complain() {
    let line = this.section.querySelector("[data-part='problem']");
    if (!this.problem) {
      if (line) line.remove();
      return;
    }
    if (!line) {
      line = document.createElement("p");
      line.className = "error mt-2 mb-0";
      line.setAttribute("role", "alert");
      /** @type {HTMLElement} */ (line).dataset.part = "problem";
      const field = this.section.querySelector("[aria-invalid='true']");
      const beside = field?.closest(".reading, .counter") ?? field ?? this.section.querySelector(".steps, .d-grid");
      if (beside) beside.after(line);
      else this.section.append(line);
    }
    /** @type {Record<string, string>} */
    const limit = this.rubric ? { maximum: written(this.rubric.maximum, this.language), step: written(this.rubric.step, this.language) } : {};
    const still = this.known.state === "unmarked" ? this.words["nothing-counts"] : this.words["still-counts"];
    const said = `${say(this.words[this.problem], limit)} ${still}`;
    if (line.textContent !== said) line.textContent = said;
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
    const [value, shown] = [criterion.value, JSON.stringify(criterion)];
    this.rubric = criterion;
    if (shown === this.shown) return;
    this.shown = shown;
    const said = this.value();
    const isNew = !same(value, this.known);
    this.known = value;
    this.section.dataset.base = criterion.operation ?? "";
    this.section.dataset.state = { marked: "marked", absent: "marked", not_assessed: "not-assessed" }[value.state] ?? "unmarked";
    if (isNew && !this.isBusy() && said !== null && !same(said, value)) this.fill(value);
    const clear = this.control("clear");
    if (isNew && clear) clear.checked = false;
    const given = this.section.querySelector("[data-part='given']");
    given?.replaceChildren(...this.given(criterion));
    if (given) given.className = "given";
    this.showPreview(criterion);
    this.complain();
  }

  /** A gesture that is not taken goes from the screen: the controls say again what counts. */
  takeBack() {
    this.fill(this.known);
    this.value();
    this.complain();
  }

  /** @param {boolean} is whether the mark stands in this page only */
  flag(is) {
    const there = this.section.querySelector("[data-part='unkept']");
    if (is && !there) {
      const line = document.createElement("p");
      line.className = "flag";
      line.dataset.part = "unkept";
      line.dataset.state = "problem";
      line.append(icon("missing"), this.words.unkept);
      this.section.append(line);
    } else if (!is && there) there.remove();
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

  /** A keyboard of digits may have no minus, iPhones have none: a button turns the sign of the reading that is typed. */
  offerMinus() {
    const box = this.section.querySelector(".reading");
    if (!box) return;
    let last = this.readings()[0];
    for (const reading of this.readings()) reading.inputMode = "decimal";
    box.addEventListener("focusin", (event) => { last = /** @type {HTMLInputElement} */ (event.target); });
    const minus = button("btn-quiet btn-tap mt-2", this.words.minus, () => {
      last.value = last.value.startsWith("-") ? last.value.slice(1) : `-${last.value}`;
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    });
    minus.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays
    box.after(minus);
  }

  /** Gives a penalty its stepper: None, one fewer, one more. */
  enhance() {
    this.offerMinus();
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
