// Draws a screen of the hall: head with the clock, what the jury chose, foot; sizes come from the style sheet alone.

import { draw as drawCeremony, element, part } from "./ceremony_draw.js";
import { clock, dots, lock, ready, sections, share } from "./screen_marks.js";
import { key, tiles } from "./screen_tiles.js";

/**
 * @typedef {{ code: string, title: string, done: number, cells: string }} Task
 * @typedef {{ place: string, name: string, institution: string, total: string }} Line
 * @typedef {{ shows: string, language: string, seconds: number, title: string, place: string, now: number, offset: number,
 *   words: Record<string, string>, done: number, of: number, teams: number, tasks: Task[], rounds: [number, number | null][], at: string,
 *   until: string, lines: Line[], isOfficial: boolean, maximum: string, text: string, to: number, freezes?: string, closed: number, appeals: number,
 *   sections: import("./screen_marks.js").Line[],
 *   ceremony: import("./ceremony_draw.js").Picture | null, stars: string[], dark: boolean }} Picture
 * @typedef {{ now: number, page: number, left: number, age: string }} Moment
 */

const ROWS = 8;

/** @param {HTMLElement} root @param {Picture} picture @param {Moment} moment */
export function drawScreen(root, picture, moment) {
  const shown = picture.shows === "ceremony" ? picture.ceremony : null;
  root.dataset.shows = picture.shows;
  root.lang = picture.language;
  const age = part(root, "age");
  if (age.textContent !== moment.age) age.textContent = moment.age;
  part(root, "stage").hidden = shown === null;
  part(root, "hall").hidden = shown !== null || picture.shows === "dark";
  if (shown) once(root, picture, () => drawCeremony(part(root, "stage"), shown, picture.stars, picture.dark));
  else if (picture.shows !== "dark") day(root, picture, moment);
}

/**
 * A picture that did not change is not drawn again: nothing moves without a cause.
 * @param {HTMLElement} root @param {unknown} picture @param {() => void} work
 */
function once(root, picture, work) {
  if (drawn.get(root) === picture) return;
  drawn.set(root, picture);
  work();
}

/** @type {WeakMap<HTMLElement, unknown>} */
const drawn = new WeakMap();

/** @param {HTMLElement} root @param {Picture} picture @param {Moment} moment */
function day(root, picture, moment) {
  drawn.delete(root);
  part(root, "title").textContent = picture.title;
  part(root, "place").textContent = picture.place;
  part(root, "clock").textContent = clockText(moment.now, picture.offset);
  const draw = { progress: progress, frozen: progress, sections: allSections, places, frozen_places: places, schedule, announcement, countdown, ceremony: soon }[picture.shows] ?? soon;
  const [ribbon, main, foot] = draw(picture, moment);
  const band = part(root, "ribbon");
  band.replaceChildren(...ribbon);
  band.hidden = ribbon.length === 0;
  band.classList.toggle("frozen", picture.shows in { frozen: 1, frozen_places: 1 });
  part(root, "main").replaceChildren(...main);
  part(root, "foot").replaceChildren(...foot);
}

/** @param {number} moment @param {number} offset minutes from UTC */
export function clockText(moment, offset) {
  return new Date(moment + offset * 60_000).toISOString().slice(11, 16);
}

/** @param {number} milliseconds */
export function left(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** @param {string} text @param {Record<string, string | number>} values */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {Picture} picture @param {Moment} moment @returns {Element[][]} */
function progress(picture, moment) {
  const { words } = picture;
  const head = element("h1", filled(words.of, { done: picture.done, of: picture.of }));
  head.append(" ", element("small", words.marked));
  const legend = element("p", "", "tile-legend");
  for (const state of ["done", "now", "open"]) {
    const made = element("span", words[state], "tile-key");
    made.prepend(key(state[0]));
    legend.append(made);
  }
  const main = [head, tiles(picture.tasks, picture.teams, moment.page), legend];
  return [standing(picture), main, cards(picture, moment)];
}

/** What a board says of its standing still, now or later. @param {Picture} picture @returns {Element[]} */
function standing(picture) {
  const { words } = picture;
  if (picture.freezes) return [clock(), element("span", filled(words.freezes, { at: picture.freezes }))];
  if (picture.shows !== "frozen") return [];
  const made = [lock(), element("b", filled(words.frozen, { at: picture.at }))];
  return picture.until ? [...made, element("span", filled(words.until, { until: picture.until }))] : made;
}

/** @param {Picture} picture @param {Moment} moment @returns {Element[][]} */
function allSections(picture, moment) {
  const { words } = picture;
  const pages = Math.max(1, Math.ceil(picture.sections.length / ROWS));
  const page = moment.page % pages;
  const shown = picture.sections.slice(page * ROWS, page * ROWS + ROWS);
  const head = element("h1", words.sheets, "hall-small");
  return [[], [head, sections(shown, (one) => filled(words.of, { done: one.done, of: one.of }))], pages > 1 ? [dots(pages, page)] : []];
}

/** @param {Picture} picture @param {Moment} moment */
function cards(picture, moment) {
  const { rounds, words } = picture;
  const closed = picture.closed > moment.now ? [withMark(card(words.closed, clockText(picture.closed, picture.offset)))] : [];
  if (rounds.length === 0) return closed;
  const at = rounds.findIndex(([start, end]) => start > moment.now || (end !== null && end > moment.now));
  const last = Math.max(...rounds.map(([start, end]) => end ?? start));
  const bell = card(words.bell, clockText(last, picture.offset));
  if (at < 0) return [card(words.over, clockText(last, picture.offset)), ...closed];
  const [start, end] = rounds[at];
  const values = { number: at + 1, of: rounds.length };
  const isNow = start <= moment.now && end !== null;
  const first = isNow ? card(filled(words.round, values), left(end - moment.now)) : card(filled(words.next_round, values), clockText(start, picture.offset));
  if (isNow) first.append(share((moment.now - start) / (end - start)));
  return [first, bell, ...closed];
}

/** @param {HTMLElement} made */
function withMark(made) {
  made.classList.add("closed");
  made.firstElementChild?.prepend(lock(), " ");
  return made;
}

/** @param {string} label @param {string} value */
function card(label, value) {
  const made = element("div", "", "hall-card");
  made.append(element("span", label), element("b", value));
  return made;
}

/** @param {Picture} picture @param {Moment} moment @returns {Element[][]} */
function places(picture, moment) {
  const { words, lines } = picture;
  const pages = Math.max(1, Math.ceil(lines.length / ROWS));
  const first = (moment.page % pages) * ROWS;
  const shown = lines.slice(first, first + ROWS);
  const table = element("table", "", "hall-table");
  table.append(...shown.map((one) => {
    const row = document.createElement("tr");
    row.append(element("td", one.place, "p"), name(one.name), element("td", one.institution, "u"), element("td", one.total, "t"));
    return row;
  }));
  const told = filled(words.page, { first: first + 1, last: first + shown.length, of: lines.length });
  const next = pages > 1 ? ` · ${filled(words.next_page, { seconds: Math.max(1, moment.left) })}` : "";
  const where = element("span", `${told}${next}`, "hall-note");
  if (pages > 1) where.prepend(dots(pages, moment.page % pages), " ");
  const foot = [where];
  if (picture.maximum) foot.push(element("span", filled(words.points, { maximum: picture.maximum }), "hall-note"));
  return [kind(picture, moment), [table], foot];
}

/** A board of places always says what they are. @param {Picture} picture @param {Moment} moment @returns {Element[]} */
function kind(picture, moment) {
  const { words } = picture;
  if (picture.shows === "frozen_places") return keptPlaces(picture);
  if (picture.freezes) return [clock(), element("b", picture.isOfficial ? words.official : words.preliminary), element("span", filled(words.freezes, { at: picture.freezes }))];
  if (picture.isOfficial) return [ready(), element("b", words.official)];
  const until = picture.appeals > moment.now ? filled(words.appeals, { at: clockText(picture.appeals, picture.offset) }) : words.may_change;
  return [clock(), element("b", words.preliminary), element("span", until)];
}

/** What places of one moment are, and when they move again. @param {Picture} picture @returns {Element[]} */
function keptPlaces(picture) {
  const { words } = picture;
  const made = [lock(), element("b", filled(picture.isOfficial ? words.official_at : words.preliminary_at, { at: picture.at }))];
  return picture.until ? [...made, element("span", filled(words.until, { until: picture.until }))] : made;
}

/** @param {string} text */
function name(text) {
  const made = element("td", text, "n");
  made.dataset.size = [...text].length > 20 ? "3" : [...text].length > 14 ? "2" : "1";
  return made;
}

/** @param {Picture} picture @param {Moment} moment @returns {Element[][]} */
function schedule(picture, moment) {
  const { rounds, words } = picture;
  const coming = rounds.map(([start, end], at) => ({ start, end, at })).filter(({ start, end }) => (end ?? start) > moment.now);
  const list = element("ol", "", "hall-rounds");
  list.append(...coming.slice(0, 6).map(({ start, end, at }) => {
    const line = element("li", "", start <= moment.now ? "now" : "");
    const until = end === null ? "" : `–${clockText(end, picture.offset)}`;
    line.append(element("b", String(at + 1)), element("span", `${clockText(start, picture.offset)}${until}`));
    return line;
  }));
  const large = element("p", clockText(moment.now, picture.offset), "hall-large");
  const main = coming.length ? [large, list] : [large, element("p", rounds.length ? words.over : words.unplanned, "hall-note")];
  return [[], main, coming.length ? cards(picture, moment) : []];
}

/** @param {Picture} picture @returns {Element[][]} */
function announcement(picture) {
  const made = element("h1", picture.text, "hall-words");
  const letters = [...picture.text].length;
  made.dataset.size = letters > 110 ? "3" : letters > 45 ? "2" : "1";
  return [[], [made], []];
}

/** @param {Picture} picture @param {Moment} moment @returns {Element[][]} */
function countdown(picture, moment) {
  const words = picture.text ? [element("p", picture.text, "hall-note")] : [];
  return [[], [...words, element("h1", left(picture.to - moment.now), "hall-large")], []];
}

/** @param {Picture} picture @returns {Element[][]} */
function soon(picture) {
  return [[], [element("h1", picture.words.soon, "hall-words")], []];
}
