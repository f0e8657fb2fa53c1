// What is left of the round of the sheet that is open, by the server's clock: quiet figures in the header, words once the round is over.

import { clock, part, say, write } from "./score_sheet_draw.js";

/** @typedef {import("./score_sheet_state.js").Sheet} Sheet @typedef {{ word: string, left: string }} Left a name of the page's words, and the time in it */

const SECOND = 1_000;
const HOUR = 3_600;
const FAR = 12 * HOUR; // another day's round is no countdown

/**
 * @param {Pick<Sheet, "starts_at" | "ends_at">} sheet
 * @param {number} now in milliseconds
 * @returns {Left} `round-left` with what is left, `round-begins`, `round-over`, or no word at all
 */
export function leftOf({ starts_at: from, ends_at: to }, now) {
  if (!from || !to) return { word: "", left: "" };
  const [start, end] = [from, to].map((moment) => Math.ceil((new Date(moment).getTime() - now) / SECOND));
  if (!(start < FAR && end > -FAR)) return { word: "", left: "" };
  if (start > 0) return { word: "round-begins", left: "" };
  return end > 0 ? { word: "round-left", left: figures(end) } : { word: "round-over", left: "" };
}

/** @param {number} seconds @returns {string} minutes and seconds, with hours where there are any */
function figures(seconds) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export class Round {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
    this.said = "";
    this.window = "";
    /** @type {Map<string, boolean>} whether what is said needs more room than the header has */
    this.measured = new Map();
    setInterval(() => this.tell(), SECOND);
    window.addEventListener("resize", () => this.tell());
    new MutationObserver(() => this.makeRoom()).observe(part(document, "connection"), { childList: true, characterData: true, subtree: true });
  }

  /** Writes number and time of the round where the open sheet has room for them. */
  tell() {
    const { view, kept, words, place } = this.page;
    if (!view || document.hidden) return;
    const { order, starts_at: from } = view.sheet;
    const { word, left } = leftOf(view.sheet, Date.now() + (kept?.shift ?? 0));
    const said = word ? say(words[word], { left, time: clock(from, place.zone) }) : "";
    const round = order === null ? "" : say(words.round, { number: order });
    for (const [name, text] of [["round-number", round], ["round-left", said]]) {
      document.querySelectorAll(`[data-part='${name}']`).forEach((element) => write(element, text));
    }
    this.said = `${round}${said.replace(/\d/g, "0")}`;
    this.window = `${window.innerWidth}|${getComputedStyle(document.documentElement).fontSize}`; // asked here, since asking lays out the page
    this.makeRoom();
  }

  /** Where letters are large the connection comes first: the round stands above the sheet then. */
  makeRoom() {
    if (!this.page.view || document.hidden) return;
    const words = (part(document, "connection").textContent ?? "").replace(/\d/g, "0");
    const key = [this.page.view.sheet.team_code, this.said, words, this.window].join("|");
    const isTight = this.measured.get(key) ?? this.measure();
    this.measured.set(key, isTight);
    if (document.body.classList.contains("tight") !== isTight) document.body.classList.toggle("tight", isTight);
  }

  /** Measuring makes the browser lay out the page at once, so that it is done once for the same words. @returns {boolean} */
  measure() {
    const chip = part(document, "connection").firstElementChild;
    document.body.classList.remove("tight");
    return [this.page.band, chip, document.documentElement].some((one) => one && one.scrollWidth > one.clientWidth + 1);
  }
}
