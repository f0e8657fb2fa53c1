// Narrows the public ranking while the reader types; without this module the form asks the server.

const form = document.querySelector('[data-behaviour="ranking-filter"]');
const field = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[type=search]") ?? null);
const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-words]")]);
const found = document.querySelector("[data-found]");
const nothing = /** @type {HTMLElement | null} */ (document.querySelector("[data-nothing]"));
const isWhole = !document.querySelector(".pages");

/** Show the rows that hold every typed word. */
function narrow() {
  const words = (field?.value ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const fits = words.every((word) => (row.dataset.words ?? "").includes(word));
    row.hidden = !fits;
    if (fits && row.tagName === "TR") count += 1;
  }
  if (nothing) nothing.hidden = count > 0;
  if (found) found.textContent = words.length ? String(count) : "";
}

if (form && field && isWhole) field.addEventListener("input", narrow);
