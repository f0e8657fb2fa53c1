// A judge's sheets as plain values: what an operation changes, what the server's answer changes, what comes next. No DOM, no storage.

import { pointsOf, totalOf } from "./score_sheet_points.js";

/**
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {{ operation: string, value: Value, device_time: string, device: string }} Rival
 * @typedef {{ id: number, number: number, code: string, kind: string, label: string, maximum: number, step: number, each: string, free: number, unit: string,
 *   options?: { code: string, label: string }[], right?: { codes: string[], each: string, wrong: string } | null,
 *   critical: string, left_out?: boolean, replicates: string, breakpoints: [string, string][], operation: string | null, value: Value, points: string | null, conflict: string | null, rivals: Rival[] }} Criterion
 * @typedef {{ id: number, team_code: string, task: { code: string, title: string }, station: string, starts_at: string | null, ends_at: string | null,
 *   order: number | null, state: string, reason: string, look_at: string, rubric_version: number, maximum: string, so_far: string, total: string | null, note: string,
 *   absent: boolean, penalty_floor?: boolean, submitted_at: string | null, submission: string | null, criteria: Criterion[], kept_at?: string, changed?: boolean, history?: Step[] }} Sheet
 * @typedef {{ criterion: number | null, value: Partial<Value>, at: string }} Step what stood there before; one deed has one time
 * @typedef {{ operation: string, kind: string, sheet: number, team_code: string, task: string, criterion: number | null, label: string, value: Partial<Value>,
 *   outcome: string, code: string, sentence: string, device_time: string }} Refused
 * @typedef {{ place: string, section: string, judge: number, person: number, name: string, language: string, version: string, points_shown: boolean, etag: string,
 *   sheets: Sheet[], forms: Record<string, string>, refused: Refused[], stale?: boolean }} Kept
 */

/** @type {Value} */
export const EMPTY = { state: "unmarked", mark: null, readings: "", consequence: "", note: "", unsure: false };
const MOST_STEPS = 60;
const HARMLESS = ["sheet_submitted", "sheet_accepted"];

/**
 * @param {string | null} text points as decimal text
 * @returns {number} thousandths
 */
export function thousandths(text) {
  return Math.round(Number(text ?? 0) * 1000);
}

/**
 * @param {Sheet} sheet
 * @returns {boolean} whether marks may still be given on this device
 */
export function canBeMarked(sheet) {
  return ["not_started", "open", "returned"].includes(sheet.state) && !sheet.kept_at;
}

/**
 * The sheet after an operation of this device.
 * @param {Sheet} sheet
 * @param {Omit<Operation, "seq">} operation
 * @param {boolean} [undoes] whether it takes back the last step
 * @returns {Sheet}
 */
export function applied(sheet, operation, undoes = false) {
  if (operation.kind === "submit") return { ...sheet, kept_at: operation.device_time, changed: true };
  const history = undoes ? (sheet.history ?? []).slice(0, -1) : [...(sheet.history ?? []), stepBack(sheet, operation)].slice(-MOST_STEPS);
  if (operation.kind === "note") return { ...sheet, note: operation.value.note ?? "", history };
  const criteria = sheet.criteria.map((criterion) => (criterion.id === operation.criterion ? given(criterion, operation) : criterion));
  const absent = criteria.length > 0 && criteria.every((criterion) => criterion.value.state === "absent");
  return { ...sheet, criteria, absent, changed: true, history, state: sheet.state === "not_started" ? "open" : sheet.state };
}

/**
 * @param {Sheet} sheet
 * @param {Omit<Operation, "seq">} operation
 * @returns {Step} what undoing it puts back
 */
function stepBack(sheet, operation) {
  const criterion = sheet.criteria.find((one) => one.id === operation.criterion);
  return { criterion: operation.criterion, value: criterion ? criterion.value : { note: sheet.note }, at: operation.device_time };
}

/**
 * @param {Sheet} sheet
 * @returns {Step[]} the steps of the last deed, the last first
 */
export function lastDeed(sheet) {
  const history = sheet.history ?? [];
  return history.filter((step) => step.at === history.at(-1)?.at).reverse();
}

/**
 * @param {Criterion} criterion
 * @param {Omit<Operation, "seq">} operation
 * @returns {Criterion}
 */
function given(criterion, operation) {
  const { chosen_over: chosen, ...value } = { ...EMPTY, ...operation.value };
  const decided = chosen !== undefined && chosen !== "" && chosen === criterion.conflict;
  return {
    ...criterion, value, operation: operation.id, points: null,
    conflict: decided ? null : criterion.conflict, rivals: decided ? [] : criterion.rivals,
  };
}

/**
 * What the server gives, with what is not sent yet over it. An operation on another rubric is left out: it will be refused and shown.
 * @param {Kept} fresh
 * @param {Operation[]} pending
 * @returns {Kept}
 */
export function overlaid(fresh, pending) {
  const ordered = [...pending].sort((one, other) => one.seq - other.seq);
  const sheets = fresh.sheets.map((sheet) => ordered
    .filter((operation) => operation.sheet === sheet.id && operation.rubric_version === sheet.rubric_version && canBeMarked(sheet))
    .reduce((now, operation) => applied(now, operation), sheet));
  return { ...fresh, sheets };
}

/**
 * The sheets after the server's answers: a submission that was taken locks its sheet, one that was not opens it again.
 * @param {Kept} kept
 * @param {Operation[]} operations
 * @param {Answer[]} answers
 * @returns {Kept}
 */
export function settled(kept, operations, answers) {
  return answers.reduce((now, answer) => {
    const operation = operations.find((one) => one.id === answer.id);
    if (!operation || answer.outcome === "again") return now;
    const sheets = now.sheets.map((sheet) => (sheet.id === operation.sheet ? heard(sheet, operation, answer) : sheet));
    if (["applied", "conflict"].includes(answer.outcome)) return { ...now, sheets, stale: now.stale || answer.outcome === "conflict" || operation.kind === "submit" };
    return { ...now, sheets, stale: true, refused: notTaken(now, operation, answer) };
  }, kept);
}

/**
 * @param {Sheet} sheet
 * @param {Operation} operation
 * @param {Answer} answer
 * @returns {Sheet}
 */
function heard(sheet, operation, answer) {
  if (operation.kind !== "submit") return sheet;
  const { kept_at: keptAt, ...open } = sheet;
  if (answer.outcome === "applied" || HARMLESS.includes(answer.code)) return { ...open, state: "submitted", submitted_at: keptAt ?? operation.device_time };
  return open;
}

/**
 * @param {Kept} kept
 * @param {Operation} operation
 * @param {Answer} answer
 * @returns {Refused[]}
 */
function notTaken(kept, operation, answer) {
  if (operation.kind === "submit" && HARMLESS.includes(answer.code)) return kept.refused;
  const sheet = kept.sheets.find((one) => one.id === operation.sheet);
  const criterion = sheet?.criteria.find((one) => one.id === operation.criterion);
  /** @type {Refused} */
  const told = {
    operation: operation.id, kind: operation.kind, sheet: operation.sheet, team_code: sheet?.team_code ?? "", task: sheet?.task.title ?? "", criterion: operation.criterion,
    label: criterion?.label ?? "", value: operation.value, outcome: answer.outcome, code: answer.code, sentence: answer.sentence ?? answer.code, device_time: operation.device_time,
  };
  return [told, ...kept.refused.filter((one) => one.operation !== operation.id)];
}

/**
 * @param {Criterion} criterion
 * @returns {import("./score_sheet_points.js").Right | null}
 */
function rightOf({ right }) {
  return right ? { codes: right.codes, each: right.each === "" ? null : thousandths(right.each), wrong: thousandths(right.wrong) } : null;
}

/**
 * @param {Criterion} criterion
 * @returns {import("./score_sheet_points.js").Rubric}
 */
export function rubricOf(criterion) {
  return {
    kind: criterion.kind, maximum: criterion.maximum, each: thousandths(criterion.each), free: criterion.free, replicates: criterion.replicates,
    breakpoints: criterion.breakpoints.map(([reading, points]) => [Number(reading), thousandths(points)]), right: rightOf(criterion),
  };
}

/**
 * @param {Criterion} criterion
 * @returns {number | null} the server's points, or a preview of them where the value is newer; thousandths
 */
export function pointsNow(criterion) {
  return criterion.points !== null ? thousandths(criterion.points) : pointsOf(rubricOf(criterion), criterion.value);
}

/**
 * @param {Criterion} criterion
 * @returns {import("./score_sheet_points.js").Line}
 */
function counted(criterion) {
  const { value } = criterion;
  return {
    kind: criterion.kind, maximum: criterion.maximum, critical: criterion.critical, points: criterion.conflict ? null : pointsNow(criterion),
    occurrences: value.state === "marked" ? (value.mark ?? 0) : 0,
    excluded: criterion.left_out === true || (value.state === "not_assessed" && value.consequence === "exclude"),
  };
}

/**
 * @param {Sheet} sheet
 * @returns {{ holes: Criterion[], undecided: Criterion[], total: number, complete: boolean }}
 */
export function summary(sheet) {
  const partly = !sheet.absent;
  const holes = sheet.criteria.filter(({ value }) => value.state === "unmarked" || (partly && value.state === "absent"));
  const undecided = sheet.criteria.filter((criterion) => criterion.conflict);
  const known = sheet.changed ? totalOf(sheet.criteria.map(counted), sheet.penalty_floor !== false) : thousandths(sheet.total ?? sheet.so_far);
  return { holes, undecided, total: known, complete: holes.length + undecided.length === 0 };
}

/**
 * @param {Sheet[]} sheets in the order of the schedule
 * @returns {Record<"started" | "kept" | "not-started" | "done", Sheet[]>}
 */
export function groups(sheets) {
  const done = sheets.filter((sheet) => ["submitted", "accepted"].includes(sheet.state));
  return {
    started: sheets.filter((sheet) => ["open", "returned"].includes(sheet.state) && !sheet.kept_at),
    kept: sheets.filter((sheet) => sheet.kept_at && !done.includes(sheet)),
    "not-started": sheets.filter((sheet) => sheet.state === "not_started" && !sheet.kept_at),
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

const CYRILLIC = "АВЕКМНОРСТУХІЈЅԚԜѴҮҺЗ";
const GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const TWINS = new Map([...`${CYRILLIC}${GREEK}`].map((letter, at) => [letter, [..."ABEKMHOPCTYXIJSQWVYH3ABEZHIKMNOPTYX"][at]]));

/**
 * @param {string} text
 * @returns {string} the one spelling of all that looks the same, as domain/look_alikes.py folds it
 */
export function fold(text) {
  const plain = [...text.toUpperCase()].map((letter) => TWINS.get(letter) ?? letter).join("").normalize("NFKD").toUpperCase();
  return [...plain].map((letter) => TWINS.get(letter) ?? letter).join("").replaceAll(/[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/gu, "");
}

/**
 * @param {string} typed a code as typed, or the address on a team's card
 * @returns {string}
 */
export function codeOf(typed) {
  const found = /\/score-sheets\/team\/([^/?#]+)/.exec(typed);
  return (found ? decodeURIComponent(found[1]) : typed).trim().toUpperCase();
}

/**
 * Finds the sheet of a team, and what has to be said about it at once.
 * @param {Sheet[]} sheets
 * @param {string} typed
 * @param {Date} now
 * @returns {{ sheet: Sheet | null, said: string, due: Sheet | null }}
 */
export function jump(sheets, typed, now) {
  const plain = (/** @type {string} */ code) => fold(codeOf(code)).replaceAll(/[\s-]/g, "");
  const found = sheets.filter((sheet) => plain(sheet.team_code) === plain(typed));
  const sheet = found.find(canBeMarked) ?? found[0] ?? null;
  if (!sheet) return { sheet, said: "no-sheet", due: null };
  if (!canBeMarked(sheet)) return { sheet, said: sheet.kept_at ? "already-here" : "already", due: null };
  const due = sheets.find((one) => canBeMarked(one) && isDue(one, now)) ?? null;
  const wrong = due !== null && due.team_code !== sheet.team_code && sheet.starts_at !== null && !isDue(sheet, now);
  return { sheet, said: wrong ? "other-turn" : "", due };
}

/**
 * @param {Sheet} sheet
 * @param {Date} now
 */
function isDue(sheet, now) {
  return sheet.starts_at !== null && new Date(sheet.starts_at) <= now && (sheet.ends_at === null || now < new Date(sheet.ends_at));
}

/**
 * @param {Value} one
 * @param {Value} other
 * @returns {boolean} whether two values say the same
 */
export function same(one, other) {
  return Object.keys(EMPTY).every((name) => (/** @type {any} */ (one)[name] ?? null) === (/** @type {any} */ (other)[name] ?? null));
}
