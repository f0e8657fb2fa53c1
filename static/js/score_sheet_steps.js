// The last look before a sheet is submitted or a team is marked absent.

import { copy, part, say, write } from "./score_sheet_draw.js";
import { written } from "./score_sheet_points.js";
import { summary, thousandths } from "./score_sheet_state.js";

const ARMED = 500;

/**
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_list.js").Place} Place
 */

/**
 * @param {Sheet} sheet
 * @param {string} step `submit` or `absent`
 * @param {Place} place
 * @param {() => void} confirm
 * @returns {DocumentFragment}
 */
export function drawStep(sheet, step, place, confirm) {
  const view = copy(step === "submit" ? "submit-view" : "absent-view");
  write(part(view, "code"), sheet.team_code);
  /** @type {HTMLAnchorElement} */ (part(view, "back")).href = `${place.home}${sheet.id}`;
  write(part(view, "submit"), say(place.words[step === "submit" ? "submit" : "mark-absent"], { code: sheet.team_code }));
  if (step === "submit") describe(view, sheet, place);
  const armed = Date.now() + ARMED;
  const pressed = /** @type {HTMLButtonElement} */ (part(view, "confirm").querySelector("button[type='submit']"));
  pressed.setAttribute("aria-disabled", "true");
  setTimeout(() => pressed.removeAttribute("aria-disabled"), ARMED);
  part(view, "confirm").addEventListener("submit", (event) => {
    event.preventDefault();
    if (Date.now() >= armed) confirm(); // the second half of a double tap confirms nothing
  });
  return view;
}

/**
 * Repeats code, task, total, and what is unsure or not assessed.
 * @param {DocumentFragment} view
 * @param {Sheet} sheet
 * @param {Place} place
 */
function describe(view, sheet, { words, language }) {
  write(part(view, "task"), sheet.task.title);
  write(part(view, "total"), sheet.absent ? words.absent : written(summary(sheet).total, language));
  write(part(view, "maximum"), sheet.absent ? "" : say(words.of, { maximum: written(thousandths(sheet.maximum), language) }));
  for (const name of ["unsure", "not-assessed"]) {
    const criteria = sheet.criteria.filter(({ value }) => (name === "unsure" ? value.unsure : value.state === "not_assessed"));
    const box = part(view, name);
    box.hidden = criteria.length === 0;
    box.querySelector("ul")?.append(...criteria.map(({ number, label, code, value }) => {
      const line = document.createElement("li");
      line.textContent = [`${number}. ${label || code}`, value.note].filter(Boolean).join(" – ");
      return line;
    }));
  }
}
