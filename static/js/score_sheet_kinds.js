// What a card does differently for a kind of criterion: the preview below the controls, and answers chosen from a list.

import { parseNumber, written } from "./score_sheet_points.js";
import { pointsNow } from "./score_sheet_state.js";
import { say } from "./score_sheet_draw.js";

/**
 * @typedef {import("./score_sheet_state.js").Criterion} Criterion
 * @typedef {(criterion: Criterion, words: import("./score_sheet_draw.js").Words, language: string) => string} Preview
 */

/** The value of the control that says that a team chose nothing; no answer has this code. */
export const NOTHING = "-";

/** @type {Record<string, Preview>} */
const PREVIEWS = { reading: readingPreview, choice: choicePreview };

/** @type {Preview} */
export function preview(criterion, words, language) {
  return PREVIEWS[criterion.kind]?.(criterion, words, language) ?? "";
}

/** @type {Preview} */
function readingPreview(criterion, words, language) {
  const { value, unit } = criterion;
  const typed = value.readings ? value.readings.split("|").map(parseNumber) : [];
  if (typed.length === 0 || typed.includes(null)) return (value.state !== "unmarked" && value.note) || unit;
  const mean = /** @type {number[]} */ (typed).reduce((sum, one) => sum + one, 0) / typed.length;
  const points = pointsNow(criterion);
  const parts = [`${say(words.mean, { count: typed.length })}: ${written(mean * 1000, language)} ${unit}`];
  if (points !== null) parts.push(say(words.gives, { points: written(points, language) }));
  return parts.join(" · ");
}

/** @type {Preview} */
function choicePreview(criterion, words, language) {
  const points = criterion.value.readings ? pointsNow(criterion) : null;
  return points === null ? "" : say(words.gives, { points: written(points, language) });
}

/**
 * @param {HTMLInputElement[]} answers
 * @returns {{ mark: number } | { readings: string } | null} what the tapped answers say; null while none is tapped
 */
export function chosenIn(answers) {
  const chosen = answers.filter((input) => input.checked).map((input) => input.value);
  if (chosen.length === 0) return null;
  return chosen.includes(NOTHING) ? { mark: 0 } : { readings: chosen.join("|") };
}

/**
 * Nothing chosen and an answer exclude each other; beyond the limit the answer that was just tapped is not taken.
 * @param {HTMLInputElement[]} answers
 * @param {Element} target
 */
export function settleAnswers(answers, target) {
  const tapped = answers.find((input) => input === target && input.checked);
  if (!tapped) return;
  const others = answers.filter((input) => input !== tapped && input.checked);
  for (const input of others) if ((tapped.value === NOTHING) !== (input.value === NOTHING)) input.checked = false;
  const most = Number(/** @type {HTMLElement | null} */ (tapped.closest("[data-most]"))?.dataset.most ?? Infinity);
  if (tapped.type === "checkbox" && others.filter((input) => input.checked).length >= most) tapped.checked = false;
}
