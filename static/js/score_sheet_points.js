// A preview of points and of the total so far; the server's number replaces it. Pure; amounts are thousandths.

/**
 * @typedef {{ kind: string, maximum: number, each: number, free: number, breakpoints: [number, number][], replicates: string,
 *   right?: Right | null }} Rubric
 * @typedef {{ codes: string[], each: number | null, wrong: number }} Right the key of a choice; without `each` an even share of the maximum
 */

const NUMBER = /^[+-]?[0-9]+(?:[.,][0-9]+)?$/;

/**
 * @param {string} text
 * @returns {number | null} the number as typed with point or comma
 */
export function parseNumber(text) {
  return NUMBER.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null;
}

/**
 * @param {string} text
 * @returns {number | null} a mark in thousandths; null for what is not a number of at most nine digits and three decimals
 */
export function parseMark(text) {
  const found = /^([0-9]{1,9})(?:[.,]([0-9]{1,3}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 1000 + Number((found[2] ?? "").padEnd(3, "0")) : null;
}

/**
 * @param {Rubric} rubric
 * @param {import("./score_sheet_queue.js").Value} value
 * @returns {number | null} points of a cell, null where only the server knows
 */
export function pointsOf(rubric, value) {
  if (value.state === "not_assessed" && value.consequence === "full") return rubric.kind === "penalty" ? 0 : rubric.maximum;
  if (value.state !== "marked") return null;
  if (value.readings) return ANSWERED[rubric.kind]?.(rubric, value.readings) ?? null;
  if (value.mark === null) return null;
  return (COUNTED[rubric.kind] ?? ((_, mark) => mark))(rubric, value.mark);
}

/** @type {Record<string, (rubric: Rubric, mark: number) => number>} points of a mark where the mark is not its points */
const COUNTED = {
  penalty: (rubric, mark) => -Math.min(rubric.maximum, rubric.each * Math.max(0, mark / 1000 - rubric.free)),
};

/** @type {Record<string, (rubric: Rubric, typed: string) => number | null>} points of answers, by kind */
const ANSWERED = { reading: readingPoints, choice: choicePoints };

/**
 * @param {Rubric} rubric
 * @param {string} chosen codes separated by bars
 * @returns {number | null}
 */
function choicePoints(rubric, chosen) {
  if (!rubric.right) return null;
  const { codes, each, wrong } = rubric.right;
  const given = chosen.split("|");
  const hits = given.filter((code) => codes.includes(code)).length;
  const sum = (each ?? rubric.maximum / codes.length) * hits - wrong * (given.length - hits);
  return Math.max(0, Math.min(rubric.maximum, sum));
}

/** @typedef {{ maximum: number, step: number, levels?: { points: string }[] }} Limits */

/** @param {Limits} limits @param {number} mark */
const belowMaximum = ({ maximum }, mark) => (mark > maximum ? "mark_above_maximum" : "");

/** @type {Record<string, (limits: Limits, mark: number) => string>} the code of the refusal, by kind */
const REFUSALS = {
  points: (limits, mark) => belowMaximum(limits, mark) || (mark % limits.step ? "mark_not_a_step" : ""),
  check: (limits, mark) => belowMaximum(limits, mark) || (mark === 0 || mark === limits.maximum ? "" : "mark_not_a_check"),
  levels: ({ levels = [] }, mark) => (levels.some((level) => parseMark(level.points) === mark) ? "" : "mark_not_a_level"),
  penalty: (_, mark) => (mark % 1000 ? "mark_not_whole" : ""),
  reading: belowMaximum, // an agreed mark
  choice: belowMaximum,
};

/**
 * The rulebook's check of a mark, before it is given: tests hold both against each other.
 * @param {Limits & { kind: string }} limits
 * @param {number} mark thousandths; of a penalty occurrences × 1000
 * @returns {string} code of the refusal; empty where there is none
 */
export function refusalOf(limits, mark) {
  return (REFUSALS[limits.kind] ?? belowMaximum)(limits, mark);
}

/**
 * @param {Rubric} rubric
 * @param {string} typed
 * @returns {number | null}
 */
function readingPoints(rubric, typed) {
  const values = typed.split("|").map(parseNumber);
  if (rubric.breakpoints.length === 0 || values.some((value) => value === null)) return null;
  const known = /** @type {number[]} */ (values).sort((one, other) => one - other);
  if (rubric.replicates === "best") return Math.max(...known.map((value) => onCurve(rubric.breakpoints, value)));
  if (rubric.replicates === "median") {
    const middle = Math.floor(known.length / 2);
    return onCurve(rubric.breakpoints, (known[middle] + known[known.length - 1 - middle]) / 2);
  }
  if (rubric.replicates === "mean") return onCurve(rubric.breakpoints, known.reduce((sum, value) => sum + value, 0) / known.length);
  return null;
}

/**
 * @param {[number, number][]} breakpoints (reading, points) from low to high; two at one reading are a jump
 * @param {number} reading
 * @returns {number}
 */
export function onCurve(breakpoints, reading) {
  const here = breakpoints.filter(([at]) => at === reading).map(([, points]) => points);
  if (here.length > 0) return Math.max(...here);
  const before = breakpoints.filter(([at]) => at < reading).pop();
  const after = breakpoints.find(([at]) => at > reading);
  if (!before || !after) return (before ?? after ?? [0, 0])[1];
  return before[1] + ((after[1] - before[1]) * (reading - before[0])) / (after[0] - before[0]);
}

/**
 * @typedef {{ kind: string, maximum: number, critical: string, points: number | null, occurrences: number, excluded: boolean }} Line one criterion as it counts
 */

/**
 * @param {Line[]} lines
 * @param {boolean} floor whether penalties take a total no lower than 0
 * @returns {number} the total as the rulebook counts one sheet on its own; the sum so far while a criterion has no points
 */
export function totalOf(lines, floor) {
  const floored = (/** @type {number} */ total) => (floor ? Math.max(0, total) : total);
  const sum = (/** @type {Line[]} */ some) => some.reduce((total, line) => total + (line.points ?? 0), 0);
  const counting = lines.filter((line) => !line.excluded);
  const assessed = counting.filter((line) => line.kind !== "penalty");
  const penalties = counting.filter((line) => line.kind === "penalty");
  const maximumOf = (/** @type {Line[]} */ some) => some.reduce((total, line) => total + line.maximum, 0);
  if (counting.some((line) => line.points === null) || maximumOf(assessed) === 0) return floored(sum(counting));
  const maximum = maximumOf(lines.filter((line) => line.kind !== "penalty"));
  const total = floored((sum(assessed) * maximum) / maximumOf(assessed) + sum(penalties));
  return counting.filter(failed).reduce((least, line) => Math.min(least, maximum * capOf(line.critical)), total);
}

/**
 * @param {Line} line
 * @returns {boolean} whether it holds the total down
 */
function failed(line) {
  return line.critical !== "no" && (line.kind === "penalty" ? line.occurrences > 0 : line.points === 0);
}

/**
 * @param {string} critical `zero` or `cap=50%`
 * @returns {number} the share of the maximum that is left
 */
function capOf(critical) {
  return critical === "zero" ? 0 : Number(critical.slice("cap=".length, -1).replace(",", ".")) / 100;
}

/**
 * @param {number} amount thousandths
 * @param {string} language
 * @returns {string} as people write it: decimal comma in Uzbek and Russian, a true minus sign
 */
export function written(amount, language) {
  const text = String(Math.round(amount) / 1000).replace("-", "−");
  return language.startsWith("en") ? text : text.replace(".", ",");
}
