// The list: the next sheet first, then those in progress, waiting to be sent, not started, submitted; what was not taken; this device.

import { bold, chip, clock, copy, part, say, write } from "./score_sheet_draw.js";
import { written } from "./score_sheet_points.js";
import { canBeMarked, thousandths } from "./score_sheet_state.js";
import { groups, hasBegun, next } from "./score_sheet_turns.js";

/**
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_draw.js").Words} Words
 * @typedef {{ words: Words, zone: string, language: string, home: string, judge?: string, isOneTask?: boolean }} Place
 */

const SHOWN = 6;

/**
 * Draws the list; a judge of one task reads its name once, at the top.
 * @param {Kept} kept
 * @param {Place} given
 * @returns {DocumentFragment}
 */
export function drawList(kept, given) {
  const view = copy("list-view");
  const sorted = groups(kept.sheets);
  const done = sorted.done.length;
  const [task, station] = [only(kept.sheets.map((sheet) => sheet.task.title)), only(kept.sheets.map((sheet) => sheet.station))];
  const place = { ...given, isOneTask: task !== "" };
  const heading = part(view, "heading");
  write(part(view, "judge"), [kept.name, task && heading.textContent, station && say(place.words.station, { station })].filter(Boolean).join(" · "));
  if (task) write(heading, task);
  part(view, "progress-line").hidden = kept.sheets.length === 0;
  part(view, "nothing").hidden = kept.sheets.length > 0;
  part(view, "finished").hidden = kept.sheets.length === 0 || done < kept.sheets.length;
  write(part(view, "progress"), say(place.words.progress, { done, all: kept.sheets.length }));
  part(view, "bar-fill").setAttribute("width", `${kept.sheets.length ? (100 * done) / kept.sheets.length : 0}%`);
  drawNext(part(view, "next"), next(kept.sheets), place);
  for (const [name, sheets] of Object.entries(sorted)) drawGroup(/** @type {HTMLElement} */ (view.querySelector(`[data-group='${name}']`)), sheets, place);
  drawRefused(part(view, "refused"), kept, place);
  return view;
}

/** @param {string[]} texts @returns {string} the one that all of them are; empty where they differ */
function only(texts) {
  return new Set(texts).size === 1 ? texts[0] : "";
}

/**
 * @param {HTMLElement} card
 * @param {Sheet | undefined} sheet
 * @param {Place} place
 */
function drawNext(card, sheet, { words, zone, language, home, isOneTask }) {
  if (!sheet) {
    card.remove();
    return;
  }
  const round = sheet.order === null ? "" : say(words.round, { number: sheet.order });
  write(part(card, "code"), sheet.team_code);
  write(part(card, "when"), [round, timesOf(sheet, zone)].filter(Boolean).join(" · "));
  write(part(card, "task"), isOneTask ? "" : sheet.task.title);
  write(part(card, "size"), sizeOf(sheet, { words, language }));
  part(card, "state").append(chipOf(sheet, words));
  const start = /** @type {HTMLAnchorElement} */ (part(card, "start"));
  write(start, say(hasBegun(sheet) ? words["go-on"] : words.start, { code: sheet.team_code }));
  start.href = `${home}${sheet.id}`;
}

/**
 * @param {Sheet} sheet
 * @param {string} zone
 * @returns {string} when the team is at the bench; empty without a schedule
 */
export function timesOf(sheet, zone) {
  return [sheet.starts_at, sheet.starts_at && sheet.ends_at].filter(Boolean).map((moment) => clock(moment, zone)).join("–");
}

/**
 * @param {Sheet} sheet
 * @param {Pick<Place, "words" | "language">} place
 * @returns {string} how many criteria and points
 */
export function sizeOf(sheet, { words, language }) {
  return `${say(words.criteria, { count: sheet.criteria.length })} · ${say(words.points, { maximum: written(thousandths(sheet.maximum), language) })}`;
}

/**
 * @param {HTMLElement} section
 * @param {Sheet[]} sheets
 * @param {Place} place
 */
function drawGroup(section, sheets, place) {
  section.hidden = sheets.length === 0;
  write(part(section, "count"), String(sheets.length));
  part(section, "rows").append(...sheets.slice(0, SHOWN).map((sheet) => row(sheet, place)));
  const more = /** @type {HTMLDetailsElement} */ (part(section, "more"));
  more.hidden = sheets.length <= SHOWN;
  if (more.hidden) return;
  write(/** @type {Element} */ (more.querySelector("summary")), say(place.words["show-more"], { count: sheets.length - SHOWN }));
  more.querySelector("ul")?.append(...sheets.slice(SHOWN).map((sheet) => row(sheet, place)));
}

/**
 * @param {Sheet} sheet
 * @param {Place} place
 * @returns {DocumentFragment}
 */
function row(sheet, place) {
  const found = copy("row");
  const link = /** @type {HTMLAnchorElement} */ (found.querySelector("a"));
  link.href = `${place.home}${sheet.id}`;
  link.dataset.sheet = String(sheet.id);
  link.dataset.state = stateOf(sheet);
  if (sheet.criteria.length === 0) {
    link.dataset.needs = "network";
    write(part(found, "needs"), place.words["needs-network"]);
  }
  write(part(found, "code"), sheet.team_code);
  part(found, "state").append(chipOf(sheet, place.words));
  write(part(found, "sub"), subOf(sheet, place));
  return found;
}

/**
 * @param {Sheet} sheet
 * @returns {string} the state as pages show it
 */
function stateOf(sheet) {
  if (sheet.kept_at && canBeMarked({ ...sheet, kept_at: undefined })) return "waiting";
  if (sheet.state === "open" && !hasBegun(sheet)) return "open";
  return { open: "in-progress", not_started: "open", accepted: "submitted" }[sheet.state] ?? sheet.state;
}

/**
 * @param {Sheet} sheet
 * @param {Words} words
 */
export function chipOf(sheet, words) {
  const state = stateOf(sheet);
  const said = state === "waiting" ? words.kept : words[state];
  const found = chip(state, said);
  found.classList.add("wrap");
  return found;
}

/**
 * @param {Sheet} sheet
 * @param {Place} place
 * @returns {string}
 */
function subOf(sheet, { words, zone, language, isOneTask }) {
  if (sheet.kept_at && canBeMarked({ ...sheet, kept_at: undefined })) return say(words["kept-since"], { time: clock(sheet.kept_at, zone) });
  if (sheet.state === "returned") return `“${sheet.reason}”`;
  if (sheet.state === "open" && hasBegun(sheet)) {
    const marked = sheet.criteria.filter((criterion) => criterion.value.state !== "unmarked").length;
    return `${sheet.task.code} · ${say(words["marked-count"], { marked, all: sheet.criteria.length })}`;
  }
  if (["open", "not_started"].includes(sheet.state)) {
    const turn = [sheet.order === null ? "" : say(words.round, { number: sheet.order }), sheet.starts_at ? clock(sheet.starts_at, zone) : ""].filter(Boolean);
    return [...(isOneTask ? [] : [sheet.task.title]), ...(isOneTask ? turn : turn.slice(-1))].join(" · ") || sheet.task.title;
  }
  const total = sheet.absent ? words.absent : sheet.total === null ? sheet.task.title : say(words["total-line"], { total: written(thousandths(sheet.total), language) });
  return `${sheet.task.code} · ${sheet.loaded ? words["from-file"] : clock(sheet.submitted_at, zone)} · ${total}`;
}

/**
 * @param {HTMLElement} section
 * @param {Kept} kept
 * @param {Place} place
 */
function drawRefused(section, kept, { words, zone, language }) {
  section.hidden = kept.refused.length === 0;
  write(part(section, "count"), String(kept.refused.length));
  for (const one of kept.refused) {
    const line = document.createElement("li");
    const reason = document.createElement("span");
    line.className = "mb-2";
    line.dataset.operation = one.operation;
    reason.className = "sub d-block";
    const title = bold([one.team_code, one.kind === "submit" ? words.submission : one.kind === "note" ? words.note : one.label].filter(Boolean).join(" · "));
    reason.textContent = `${one.code === "unreadable" ? words.unreadable : one.sentence} ${words["kept-on-record"]}, ${clock(one.device_time, zone)}.`;
    line.append(title, one.kind === "submit" ? "" : `: ${valueWords(one.value, words, language)}`, reason);
    part(section, "rows").append(line);
  }
}

/**
 * @param {Partial<import("./score_sheet_queue.js").Value>} value
 * @param {Words} words
 * @param {string} language
 * @returns {string} a value as people read it
 */
export function valueWords(value, words, language) {
  const note = value.note ? ` – ${value.note}` : "";
  if (value.state === "not_assessed") return `${words["not-assessed"]}${note}`;
  if (value.state === "absent") return words.absent;
  if (value.readings) return `${value.readings.split("|").join(" · ")}${note}`;
  if (value.state === "marked") return `${written(value.mark ?? 0, language)}${note}`;
  return value.state ? `${words.unmarked}${note}` : value.note ?? "";
}

/**
 * @param {import("./score_sheet_state.js").Criterion} criterion in conflict
 * @param {Place} place
 * @param {(operation: string, device: string) => boolean} mine whether this device gave it
 * @returns {import("./score_sheet_card.js").Choice[]} the values of the devices, none chosen beforehand
 */
export function rivals(criterion, { words, zone, language }, mine) {
  const others = criterion.rivals.map((rival) => ({ ...rival, whose: mine(rival.operation, rival.device) ? words["this-device"] : words["other-device"] }));
  const known = mine(criterion.operation ?? "", "") ? words["this-device"] : others.some((rival) => rival.whose === words["this-device"]) ? words["other-device"] : "";
  const now = { operation: criterion.operation ?? "", value: criterion.value, device_time: "", whose: known };
  return [now, ...others].map(({ operation, value, device_time: time, whose }) => {
    const sub = [whose, time ? say(words.at, { time: clock(time, zone) }) : ""].filter(Boolean).join(", ");
    return { operation, value, words: valueWords(value, words, language), sub };
  });
}
