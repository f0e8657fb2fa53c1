// Narrows the public ranking while the reader types or chooses; without this module the form asks the server.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-behaviour="ranking-filter"]'));
const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-words]")]);
const found = /** @type {HTMLElement | null} */ (document.querySelector("[data-found]"));
const nothing = /** @type {HTMLElement | null} */ (document.querySelector("[data-nothing]"));
const isWhole = !document.querySelector(".pages");
const FOLDING = /** @type {[string, string][][]} */ (JSON.parse(form?.dataset.folding || "[[], []]"));

/**
 * Return a text as the words of the rows are written: the server's own lists of letters, in the same order.
 * @param {string} text
 * @param {[string, string][][]} lists
 */
export function folded(text, [letters, spellings] = FOLDING) {
  let plain = text.toLowerCase();
  for (const [letter, latin] of letters) plain = plain.replaceAll(letter, latin);
  plain = plain.normalize("NFKD").replace(/\p{M}/gu, "");
  for (const [spelling, one] of spellings) plain = plain.replaceAll(spelling, one);
  return plain.replace(/[^\p{L}\p{N}]+/gu, " ").replace(/(\P{Nd})\1+/gu, "$1").trim();
}

/**
 * Return what the reader asks for by the name of a field.
 * @param {string} name
 */
function asked(name) {
  const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form?.elements.namedItem(name) ?? null);
  return field?.value ?? "";
}

/** Show the rows that hold every typed word and what was chosen. */
function narrow() {
  const words = folded(asked("q")).split(" ").filter(Boolean);
  const chosen = ["country", "award", "institution"].map((name) => [name, asked(name)]).filter(([, value]) => value);
  let count = 0;
  for (const row of rows) {
    const fits =
      words.every((word) => (row.dataset.words ?? "").includes(word)) &&
      chosen.every(([name, value]) => (row.dataset[name] ?? "").split("|").includes(value));
    row.hidden = !fits;
    if (fits && row.tagName === "TR") count += 1;
  }
  if (nothing) nothing.hidden = count > 0;
  if (found) found.textContent = words.length || chosen.length ? (found.dataset.told ?? "{count}").replace("{count}", String(count)) : "";
}

if (form && isWhole) {
  form.addEventListener("input", narrow);
  if (asked("q") || ["country", "award", "institution"].some(asked)) narrow();
}
