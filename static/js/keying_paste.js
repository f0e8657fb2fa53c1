// Reads a block that a spreadsheet copied, from its HTML or its text: quoted cells, line breaks and merged cells included.

/** @typedef {{ rows: string[][], merged: number }} Block cells as one line each, and how many of them are merged */

const LARGEST_SPAN = 1000;

/** @param {string} text @returns {string} the text of a cell as one line */
function oneLine(text) {
  return text.replace(/[\s\u00a0]+/g, " ").trim();
}

/** Reads a quoted cell; null where the quote is only a letter of the text.
 * @param {string} text @param {number} at @returns {{ text: string, end: number } | null} */
function quoted(text, at) {
  let found = "";
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] !== '"') found += text[next];
    else if (text[next + 1] === '"') { found += '"'; next += 1; }
    else return next + 1 === text.length || /[\t\n]/.test(text[next + 1]) ? { text: found, end: next + 1 } : null;
  }
  return null;
}

/** @param {string} text @param {number} at @returns {number} where the cell ends */
function endOf(text, at) {
  const found = text.slice(at).search(/[\t\n]/);
  return found < 0 ? text.length : at + found;
}

/** Splits what a spreadsheet copies as text: rows by line ends, cells by tabs, a quoted cell may hold both; the empty last
 * line of a copy is no row.
 * @param {string} given @returns {string[][]} */
export function blockOf(given) {
  const text = given.replace(/\r\n?/g, "\n");
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  for (let at = 0; at <= text.length;) {
    const cell = text[at] === '"' ? quoted(text, at) : null;
    const end = cell ? cell.end : endOf(text, at);
    row.push(oneLine(cell ? cell.text : text.slice(at, end)));
    if (text[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    at = end + 1;
  }
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last.length === 1 && last[0] === "" && text.endsWith("\n")) rows.pop();
  return rows;
}

/** @param {Element} cell @returns {string} */
function textOf(cell) {
  const copy = /** @type {Element} */ (cell.cloneNode(true));
  for (const breaking of copy.querySelectorAll("br, p, div")) breaking.before(" ");
  return oneLine(copy.textContent ?? "");
}

/** @param {string} span @returns {number} */
function spanOf(span) {
  return Math.min(Math.max(Number.parseInt(span, 10) || 1, 1), LARGEST_SPAN);
}

/** Leaves out what spreadsheets say about looks: the page's policy would complain of each.
 * @param {string} html */
function unstyled(html) {
  const bare = html.replace(/<style[\s>][\s\S]*?<\/style>/gi, "");
  return bare.replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
}

/** Reads the first table of copied HTML; what a merged cell covers stays empty. Null where there is no table.
 * @param {string} html @returns {Block | null} */
export function blockOfHtml(html) {
  const table = new DOMParser().parseFromString(unstyled(html), "text/html").querySelector("table");
  if (!table || !table.rows.length) return null;
  /** @type {(string | undefined)[][]} */
  const rows = [...table.rows].map(() => []);
  let merged = 0;
  [...table.rows].forEach((line, down) => {
    let right = 0;
    for (const cell of line.cells) {
      while (rows[down][right] !== undefined) right += 1;
      const [tall, wide] = [spanOf(cell.getAttribute("rowspan") ?? ""), spanOf(cell.getAttribute("colspan") ?? "")];
      if (tall > 1 || wide > 1) merged += 1;
      for (const covered of rows.slice(down, down + tall)) for (let step = 0; step < wide; step += 1) covered[right + step] = "";
      rows[down][right] = textOf(cell);
      right += wide;
    }
  });
  const wide = Math.max(...rows.map((row) => row.length));
  return { rows: rows.map((row) => Array.from({ length: wide }, (_, at) => row[at] ?? "")), merged };
}

/** Reads a clipboard; null where it is words for one cell. HTML tells cells apart that the text may not.
 * @param {string} text @param {string} html @returns {Block | null} */
export function readClipboard(text, html) {
  const table = /<table[\s>]/i.test(html) ? blockOfHtml(html) : null;
  const block = table ?? { rows: blockOf(text), merged: 0 };
  return block.rows.length > 1 || block.rows[0].length > 1 ? block : null;
}
