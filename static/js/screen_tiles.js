// Progress as tilework: one star per team and task, a gold cross where four neighbours are done; very many teams as a bar.

import { element } from "./ceremony_draw.js";

const SVG = "http://www.w3.org/2000/svg";
const STAR = "M12 1 15.2 4.2H19.8V8.8L23 12 19.8 15.2V19.8H15.2L12 23 8.8 19.8H4.2V15.2L1 12 4.2 8.8V4.2H8.8Z";
const CROSS = "M0-11 3-3 11 0 3 3 0 11-3 3-11 0-3-3Z";
const TASKS = 7;

/**
 * @param {import("./screen_draw.js").Task[]} tasks @param {number} teams @param {number} page
 */
export function tiles(tasks, teams, page) {
  const pages = Math.max(1, Math.ceil(tasks.length / TASKS));
  const first = (page % pages) * TASKS;
  const shown = tasks.slice(first, first + TASKS);
  const made = element("div", "", "tilework");
  made.append(...shown.map((one, at) => line(one, shown[at + 1], teams)));
  return made;
}

/**
 * @param {import("./screen_draw.js").Task} task @param {import("./screen_draw.js").Task | undefined} below @param {number} teams
 */
function line(task, below, teams) {
  const made = element("div", "", "tile-row");
  made.append(element("span", task.title, "tile-task"), element("b", String(task.done), "tile-count"));
  made.append(task.cells ? stars(task.cells, below?.cells ?? "") : bar(task.done, teams));
  return made;
}

/** One star as a legend shows it. @param {string} state */
export function key(state) {
  const svg = drawing("0 0 26 26", "tile-star");
  svg.append(shape(STAR, `tile-${state}`, 1, 1));
  return svg;
}

/** @param {string} cells @param {string} below */
function stars(cells, below) {
  const svg = drawing(`0 0 ${26 * cells.length} 26`, "tiles");
  [...cells].forEach((state, at) => svg.append(shape(STAR, `tile-${state}`, 26 * at + 1, 1)));
  for (let at = 0; at + 1 < cells.length; at += 1) {
    const four = [cells[at], cells[at + 1], below[at], below[at + 1]];
    if (four.every((one) => one === "d")) svg.append(shape(CROSS, "tile-cross", 26 * (at + 1), 28));
  }
  return svg;
}

/** @param {number} done @param {number} teams */
function bar(done, teams) {
  const svg = drawing("0 0 1000 26", "tiles");
  svg.setAttribute("preserveAspectRatio", "none");
  for (const [look, width] of [["bar-all", 1000], ["bar-done", teams ? (1000 * done) / teams : 0]]) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", String(look));
    rect.setAttribute("width", String(width));
    rect.setAttribute("height", "26");
    svg.append(rect);
  }
  return svg;
}

/** @param {string} box @param {string} look */
function drawing(box, look) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("class", look);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** @param {string} path @param {string} look @param {number} x @param {number} y */
function shape(path, look, x, y) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", path);
  made.setAttribute("class", look);
  made.setAttribute("transform", `translate(${x} ${y})`);
  return made;
}
