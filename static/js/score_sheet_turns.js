// Which sheet comes next: the groups of the list, the next team, and the sheet that belongs to a code. Pure.

import { canBeMarked } from "./score_sheet_state.js";

/** @typedef {import("./score_sheet_state.js").Sheet} Sheet */

const CYRILLIC = "АВЕКМНОРСТУХІЈЅԚԜѴҮҺЗ";
const GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const LATIN = [..."ABEKMHOPCTYXIJSQWVYH3ABEZHIKMNOPTYX"];
const TWINS = new Map([...`${CYRILLIC}${GREEK}`].map((letter, index) => [letter, LATIN[index]]));

/**
 * @param {Sheet} sheet
 * @returns {boolean} whether something stands on it; one that was opened by mistake and undone has not begun
 */
export function hasBegun(sheet) {
  return sheet.state !== "not_started" && (sheet.criteria.some((criterion) => criterion.value.state !== "unmarked") || sheet.note !== "");
}

/**
 * @param {Sheet[]} sheets in the order of the schedule
 * @returns {Record<"started" | "kept" | "not-started" | "done", Sheet[]>}
 */
export function groups(sheets) {
  const done = sheets.filter((sheet) => ["submitted", "accepted"].includes(sheet.state));
  const here = sheets.filter((sheet) => !sheet.kept_at && !done.includes(sheet));
  const started = here.filter((sheet) => sheet.state === "returned" || hasBegun(sheet));
  return {
    started,
    kept: sheets.filter((sheet) => sheet.kept_at && !done.includes(sheet)),
    "not-started": here.filter((sheet) => !started.includes(sheet)),
    done: done.sort((one, other) => (other.submitted_at ?? "").localeCompare(one.submitted_at ?? "")),
  };
}

/**
 * @param {Sheet[]} sheets
 * @returns {Sheet | undefined} the sheet to go on with
 */
export function next(sheets) {
  const { started, "not-started": waiting } = groups(sheets);
  return started.find((sheet) => sheet.state === "open") ?? waiting[0];
}

/**
 * @param {string} text
 * @returns {string} the one spelling of all that looks the same, as domain/look_alikes.py folds it
 */
export function fold(text) {
  const plain = [...text.toUpperCase()].map((letter) => TWINS.get(letter) ?? letter).join("").normalize("NFKD").toUpperCase();
  return [...plain].map((letter) => TWINS.get(letter) ?? letter).join("").replace(/[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/gu, "");
}

/**
 * @param {string} typed a code as typed, or the address on a team's card
 * @returns {string}
 */
export function codeOf(typed) {
  const found = /\/score-sheets\/team\/([^/?#]+)/.exec(typed);
  return (found ? decodeURIComponent(found[1]) : typed).trim().toUpperCase();
}

/** @param {string} code */
function plain(code) {
  return fold(codeOf(code)).replace(/[\s-]/g, "");
}

/**
 * Finds the sheet of a team, and what has to be said about it at once.
 * @param {Sheet[]} sheets
 * @param {string} typed
 * @param {Date} now
 * @returns {{ sheet: Sheet | null, said: string, due: Sheet | null, choices: Sheet[] }} `choices`: the team's sheets where it is in several tasks
 */
export function jump(sheets, typed, now) {
  const found = sheets.filter((sheet) => plain(sheet.team_code) === plain(typed));
  const open = found.filter(canBeMarked);
  const due = open.filter((sheet) => isDue(sheet, now));
  const choices = open.length > 1 && due.length !== 1 ? open : [];
  const sheet = due[0] ?? open[0] ?? found[0] ?? null;
  if (!sheet) return { sheet, said: "no-sheet", due: null, choices };
  if (!canBeMarked(sheet)) return { sheet, said: sheet.kept_at ? "already-here" : "already", due: null, choices };
  const expected = otherTurn(sheets, sheet, now);
  return { sheet, said: expected ? "other-turn" : "", due: expected, choices };
}

/**
 * @param {Sheet[]} sheets
 * @param {Sheet} sheet
 * @param {Date} now
 * @returns {Sheet | null} the sheet of the team that is expected now, where it is another one
 */
export function otherTurn(sheets, sheet, now) {
  const due = sheets.find((one) => canBeMarked(one) && isDue(one, now)) ?? null;
  const wrong = due !== null && due.team_code !== sheet.team_code && sheet.starts_at !== null && !isDue(sheet, now);
  return wrong ? due : null;
}

/**
 * @param {Sheet} sheet
 * @param {Date} now
 */
function isDue(sheet, now) {
  return sheet.starts_at !== null && new Date(sheet.starts_at) <= now && (sheet.ends_at === null || now < new Date(sheet.ends_at));
}
