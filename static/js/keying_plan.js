// Decides where each cell of a pasted block goes before a single cell changes; pure, so that it is tested without a page.
import { fold } from "./score_sheet_turns.js";

/**
 * @typedef {{ codes: string[], names: string[][], isList: boolean[], values: (string | null)[][] }} Grid team codes by row, what
 *   each criterion is called, whether its answers are codes of a list, and what stands in each cell (null: not to be typed in)
 * @typedef {{ row: number, column: number, line: number, before: string, after: string }} Change
 * @typedef {{ line: number, text: string, why: "team-unknown" | "team-twice" | "column-unknown" | "outside" | "locked" }} Skipped
 * @typedef {{ refused: "" | "teams-unknown" | "columns-unknown", byCode: boolean, hasHeader: boolean, changes: Change[],
 *   same: number, blanks: number, overwrites: number, skipped: Skipped[] }} Plan
 */

const MANY = 20;
const LIKE_A_CODE = /^\p{L}{1,3}[\s-]?\d{1,4}$/u;

/** @param {string} text */
function codeKey(text) {
  return fold(text).replace(/[\s-]/g, "");
}

/** @param {string} text */
function nameKey(text) {
  return text.normalize("NFC").toLocaleLowerCase().replace(/\s+/g, " ").trim();
}

/** @param {string[][]} block @param {Map<string, number>} teams @returns {number} the column that names teams, -1: none */
function teamColumn(block, teams) {
  const wide = Math.max(...block.map((line) => line.length));
  let [best, most] = [-1, 0];
  for (let column = 0; column < wide; column += 1) {
    const found = block.filter((line) => /\p{L}/u.test(line[column] ?? "") && teams.has(codeKey(line[column]))).length;
    if (found > most) [best, most] = [column, found];
  }
  return best;
}

/** Whether a column holds team codes, none of which is here.
 * @param {string[][]} block @param {Grid} grid @param {number} start */
function hasForeignTeams(block, grid, start) {
  const wide = Math.max(...block.map((line) => line.length));
  for (let column = 0; column < wide; column += 1) {
    if (grid.isList[start + column]) continue;
    const cells = block.map((line) => line[column] ?? "").filter(Boolean);
    const alike = cells.filter((cell) => LIKE_A_CODE.test(cell)).length;
    if (alike && alike >= cells.length - 1) return true;
  }
  return false;
}

/** @param {string[]} line @param {Grid} grid @param {boolean} byCode @returns {(number | null)[] | null} criterion of each column */
function namedColumns(line, grid, byCode) {
  const found = line.map((cell) => {
    const key = nameKey(cell);
    const at = grid.names.findIndex((names) => names.some((name) => nameKey(name) === key && (byCode || /\p{L}/u.test(name))));
    return key && at >= 0 ? at : null;
  });
  const given = found.filter((one) => one !== null);
  const areWords = line.some((cell, at) => found[at] !== null && /\p{L}/u.test(cell));
  return given.length && (areWords || isCount(line, given)) ? found : null;
}

/** Whether a line is 1, 2, 3 …, and no marks.
 * @param {string[]} line @param {(number | null)[]} given */
function isCount(line, given) {
  return given.length > 1 && given.length === line.filter(Boolean).length && given.every((one, at) => at === 0 || one === Number(given[at - 1]) + 1);
}

/** @param {(number | null)[]} columns */
function hasTwins(columns) {
  const given = columns.filter((one) => one !== null);
  return new Set(given).size < given.length;
}

/** Finds out what the block's rows and columns are.
 * @param {string[][]} block @param {Grid} grid @param {{ row: number, column: number }} start */
function shapeOf(block, grid, start) {
  const teams = new Map(grid.codes.map((code, row) => [codeKey(code), row]));
  const team = teamColumn(block, teams);
  const isTeam = (/** @type {string[]} */ line) => teams.has(codeKey(line[team] ?? "")) || LIKE_A_CODE.test(line[team] ?? "");
  const heads = team < 0 ? (namedColumns(block[0], grid, false) ? 1 : 0) : block.findIndex(isTeam);
  const named = block.slice(0, heads).map((line) => namedColumns(line.map((cell, at) => (at === team ? "" : cell)), grid, team >= 0));
  const columns = named.filter((one) => one !== null).pop() ?? null;
  const header = named.lastIndexOf(columns);
  /** @param {number} at @returns {number | null} */
  const target = (at) => {
    if (columns) return columns[at] ?? null;
    return at < team ? null : start.column + at - (team < 0 ? 0 : team + 1);
  };
  return { teams, team, heads, columns, header, target };
}

/** Plans a paste: rows by the block's team codes where it has them, columns by its header where it has one, else from the start.
 * @param {string[][]} block @param {Grid} grid @param {{ row: number, column: number }} start @returns {Plan} */
export function planOf(block, grid, start) {
  const shape = shapeOf(block, grid, start);
  /** @type {Plan} */
  const plan = { refused: "", byCode: shape.team >= 0, hasHeader: shape.heads > 0, changes: [], same: 0, blanks: 0, overwrites: 0, skipped: [] };
  if (shape.team < 0 && hasForeignTeams(block.slice(shape.heads), grid, start.column)) return { ...plan, refused: "teams-unknown" };
  if (shape.columns && hasTwins(shape.columns)) return { ...plan, refused: "columns-unknown" };
  const seen = new Map();
  for (const line of block.slice(shape.heads)) {
    const key = codeKey(line[shape.team] ?? "");
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  block.forEach((line, at) => {
    if (line.every((cell) => !cell) && shape.team >= 0) return;
    if (at < shape.heads) {
      if (at !== shape.header && line.some((cell) => /^[\d.,+−-]+$/.test(cell))) plan.skipped.push({ line: at, text: line.filter(Boolean).join(" "), why: "team-unknown" });
    } else if (shape.team < 0) placeLine(plan, grid, shape, line, at, start.row + at - shape.heads);
    else {
      const code = line[shape.team] ?? "";
      const row = shape.teams.get(codeKey(code));
      if (row === undefined) plan.skipped.push({ line: at, text: code || line.filter(Boolean)[0], why: "team-unknown" });
      else if (seen.get(codeKey(code)) > 1) plan.skipped.push({ line: at, text: code, why: "team-twice" });
      else placeLine(plan, grid, shape, line, at, row);
    }
  });
  return plan;
}

/** @param {Plan} plan @param {Grid} grid @param {ReturnType<typeof shapeOf>} shape @param {string[]} line @param {number} at
 * @param {number} row */
function placeLine(plan, grid, shape, line, at, row) {
  line.forEach((text, from) => {
    if (from === shape.team) return;
    const column = shape.target(from);
    const before = column === null ? undefined : grid.values[row]?.[column];
    if (text && column === null) plan.skipped.push({ line: at, text, why: "column-unknown" });
    else if (before === undefined || column === null) {
      if (text) plan.skipped.push({ line: at, text, why: "outside" });
    } else if (before === null) {
      if (text) plan.skipped.push({ line: at, text, why: "locked" });
    } else if (!text) plan.blanks += before ? 1 : 0;
    else if (text === before) plan.same += 1;
    else {
      plan.overwrites += before ? 1 : 0;
      plan.changes.push({ row, column, line: at, before, after: text });
    }
  });
}

/** Whether a paste is shown and confirmed before it changes anything.
 * @param {Plan} plan @param {number} merged */
export function isToConfirm(plan, merged) {
  return Boolean(plan.refused || plan.byCode || plan.hasHeader || plan.skipped.length || plan.blanks || plan.overwrites || merged || plan.changes.length > MANY);
}

/** Whether the first line of a block without header is read by nobody while the others are: a header that is not known here, under
 * which every value would stand one team too far down.
 * @param {Plan} plan @param {(change: Change) => boolean} isRefused */
export function firstLineIsHeader(plan, isRefused) {
  if (plan.byCode || plan.hasHeader) return false;
  const first = plan.changes.filter((change) => change.line === 0);
  const others = plan.changes.filter((change) => change.line > 0);
  return first.length > 0 && first.every(isRefused) && others.some((change) => !isRefused(change));
}
