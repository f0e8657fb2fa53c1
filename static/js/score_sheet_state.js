// A judge's sheets as plain values: what an operation changes, what the server's answer changes, what comes next. No DOM, no storage.

import { pointsOf, totalOf, written } from "./score_sheet_points.js";
import { newId } from "./score_sheet_queue.js";

/**
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {{ operation: string, value: Value, device_time: string, device: string }} Rival
 * @typedef {{ id: number, number: number, code: string, kind: string, label: string, maximum: number, step: number, levels: { points: string }[], each: string, free: number, unit: string,
 *   options?: { code: string, label: string }[], right?: { codes: string[], each: string, wrong: string } | null,
 *   critical: string, left_out?: boolean, replicates: string, breakpoints: [string, string][], operation: string | null, value: Value, points: string | null, conflict: string | null, rivals: Rival[] }} Criterion
 * @typedef {{ id: number | string, team_code: string, task: { code: string, title: string }, station: string, starts_at: string | null, ends_at: string | null,
 *   order: number | null, state: string, reason: string, look_at: string, rubric_version: number, maximum: string, so_far: string, total: string | null, note: string,
 *   absent: boolean, loaded?: boolean, penalty_floor?: boolean, submitted_at: string | null, submission: string | null, reopens?: boolean, criteria: Criterion[], kept_at?: string, changed?: boolean, history?: Step[],
 *   drafts?: Record<string, import("./score_sheet_controls.js").Draft>, met?: boolean }} Sheet `drafts`: what is typed and cannot be given yet; `met`: the judge has said that this team is here
 * @typedef {{ criterion: number | null, value: Partial<Value>, at: string, operation?: string }} Step what stood there before, and the operation that replaced it; one deed has one time
 * @typedef {{ operation: string, kind: string, sheet: number | string, team_code: string, task: string, criterion: number | null, label: string, value: Partial<Value>,
 *   outcome: string, code: string, sentence: string, device_time: string }} Refused
 * @typedef {{ place: string, section: string, judge: number, person: number, name: string, language: string, version: string, points_shown: boolean, etag: string,
 *   sheets: Sheet[], forms: Record<string, string>, refused: Refused[], revision?: number, head?: string, stale?: boolean, sent?: Operation[], restored?: boolean,
 *   comments?: Record<string, string[]>, shift?: number }} Kept `comments`: the judge's earlier notes by criterion; `shift`: by how much the server's clock is ahead; `sent`: what the server took last; `restored`: the server was put back since; `head`: of its record
 */

/** @type {Value} */
export const EMPTY = { state: "unmarked", mark: null, readings: "", consequence: "", note: "", unsure: false };
const MOST_STEPS = 60;
const MOST_SENT = 200;
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
  const history = undoes ? undone(sheet.history ?? [], operation) : [...(sheet.history ?? []), stepBack(sheet, operation)].slice(-MOST_STEPS);
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
  return { criterion: operation.criterion, value: criterion ? criterion.value : { note: sheet.note }, at: operation.device_time, operation: operation.id };
}

/**
 * @param {Step[]} history
 * @param {Omit<Operation, "seq">} operation which takes back the last step
 * @returns {Step[]} the steps before it; the one before on the same criterion has now this operation on top
 */
function undone(history, operation) {
  const left = history.slice(0, -1);
  const before = left.map((step) => step.criterion).lastIndexOf(operation.criterion);
  return left.map((step, index) => (index === before ? { ...step, operation: operation.id } : step));
}

/**
 * @param {Sheet} sheet
 * @returns {Step[]} the steps of the last deed of this device, the last first; none where somebody has changed it since
 */
export function lastDeed(sheet) {
  const history = sheet.history ?? [];
  const last = history[history.length - 1];
  const deed = last ? history.filter((step) => step.at === last.at).reverse() : [];
  const stands = (/** @type {Step} */ step) => step.criterion === null || sheet.criteria.some((one) => one.id === step.criterion && one.operation === step.operation);
  return deed.every(stands) ? deed : [];
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
 * What the server gives, with what is not sent yet over it. What a newer rubric has not any more is left out: it will be refused and shown.
 * @param {Kept} fresh
 * @param {Operation[]} pending
 * @returns {Kept}
 */
export function overlaid(fresh, pending) {
  const ordered = [...pending].sort((one, other) => one.seq - other.seq);
  const sheets = fresh.sheets.map((sheet) => ordered
    .filter((operation) => operation.sheet === sheet.id && canBeMarked(sheet) && stillAsked(sheet, operation))
    .reduce((now, operation) => applied(now, operation), sheet));
  return { ...fresh, sheets };
}

/**
 * @param {Sheet} sheet
 * @param {Operation} operation
 * @returns {boolean} whether the rubric of the sheet still has what the operation is about; a criterion that changes gets another number
 */
function stillAsked(sheet, operation) {
  if (operation.kind === "mark") return sheet.criteria.some((one) => one.id === operation.criterion);
  return operation.kind === "note" || operation.rubric_version === sheet.rubric_version;
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
    const sent = [...(now.sent ?? []), operation].slice(-MOST_SENT);
    if (["applied", "conflict"].includes(answer.outcome)) return { ...now, sheets, sent, stale: now.stale || answer.outcome === "conflict" || operation.kind === "submit" };
    return { ...now, sheets, sent, stale: true, refused: notTaken(now, operation, answer) };
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
 * @param {Value} one
 * @param {Value} other
 * @returns {boolean} whether two values say the same
 */
export function same(one, other) {
  return Object.keys(EMPTY).every((name) => (/** @type {any} */ (one)[name] ?? null) === (/** @type {any} */ (other)[name] ?? null));
}

/**
 * @param {Value} value
 * @returns {string} what stands in a cell, as the server writes it to compare a submission with
 */
function standing(value) {
  return value.state !== "marked" ? value.state : value.readings ? `=${value.readings}` : String(value.mark);
}

/**
 * @param {Sheet} sheet
 * @returns {string} what the judge saw when submitting: the total and each mark
 */
export function seenOf(sheet) {
  const marks = Object.fromEntries(sheet.criteria.map((one) => [one.id, standing(one.value)]));
  return JSON.stringify({ total: sheet.absent ? "absent" : written(summary(sheet).total, "en"), marks });
}

/**
 * @param {Sheet} sheet
 * @param {string} kind
 * @param {import("./score_sheet_keeper.js").Deed} deed
 * @returns {Omit<Operation, "seq">}
 */
export function operationOf(sheet, kind, { criterion = null, value = {}, at = new Date().toISOString() }) {
  const base = kind === "submit" ? sheet.submission : sheet.criteria.find((one) => one.id === criterion)?.operation ?? null;
  const said = kind === "submit" ? { seen: seenOf(sheet) } : value;
  return { id: newId(), sheet: sheet.id, kind, rubric_version: sheet.rubric_version, criterion, base, value: said, device_time: at };
}
