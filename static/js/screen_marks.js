// Small drawings of a screen of the hall: the marks of a ribbon, dots of pages, bars of what is done.

import { element } from "./ceremony_draw.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_DOTS = 12;

/** @typedef {{ title: string, done: number, of: number }} Line */

/** @param {string} shape @param {string} [look] */
function mark(shape, look = "hall-mark") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", look);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

export const clock = () => mark("M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18ZM12 7.5V12l3 2.2");
export const lock = () => mark("M5 12.5a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2ZM8 10.5V8a4 4 0 0 1 8 0v2.5");
export const ready = () => mark("M12 1 15.2 4.2H19.8V8.8L23 12 19.8 15.2V19.8H15.2L12 23 8.8 19.8H4.2V15.2L1 12 4.2 8.8V4.2H8.8ZM8 12.3l2.8 2.7L16 9.6");

/** One dot a page, the shown one filled; the words beside them say the same. @param {number} pages @param {number} page */
export function dots(pages, page) {
  const made = element("span", "", "hall-dots");
  made.setAttribute("aria-hidden", "true");
  for (let at = 0; at < Math.min(pages, MOST_DOTS); at += 1) made.append(element("span", "", at === page ? "now" : ""));
  return made;
}

/** @param {number} part of the whole, from 0 to 1 */
export function share(part) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 1000 26");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "hall-share");
  svg.setAttribute("aria-hidden", "true");
  for (const [look, width] of [["bar-all", 1000], ["bar-done", Math.round(1000 * Math.min(1, Math.max(0, part)))]]) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", String(look));
    rect.setAttribute("width", String(width));
    rect.setAttribute("height", "26");
    rect.setAttribute("rx", "13");
    svg.append(rect);
  }
  return svg;
}

/** @param {Line[]} lines @param {(line: Line) => string} words */
export function sections(lines, words) {
  const made = element("ul", "", "hall-sections");
  made.append(...lines.map((one) => {
    const line = element("li", "");
    line.append(element("b", one.title), element("span", words(one), "count"), share(one.of ? one.done / one.of : 0));
    return line;
  }));
  return made;
}
