// Moves a line of the rubric by its handle: dragged with a finger or the mouse, or picked up with Space and moved by the arrow keys.
// What is saved is what the form of the line's "up" button sends, with a place instead of a side; without this file the buttons do.

/**
 * @typedef {object} Held
 * @property {HTMLTableRowElement} row
 * @property {HTMLElement} handle
 * @property {Element | null} next the row that followed it before it was picked up
 * @property {boolean} isDragged by a finger or the mouse, not by keys
 */

/** @type {Held | null} */
let held = null;

/** @param {HTMLTableRowElement} row @returns {HTMLTableRowElement[]} */
function rowsBeside(row) {
  return /** @type {HTMLTableRowElement[]} */ ([...(row.parentElement?.children ?? [])]);
}

/** @param {string} words */
function say(words) {
  const said = document.getElementById("drag-said");
  if (said) said.textContent = words;
}

/** @param {HTMLTableRowElement} row */
function sayPlace(row) {
  const rows = rowsBeside(row);
  const words = document.getElementById("drag-said")?.dataset.said ?? "";
  say(words.replace("{place}", String(rows.indexOf(row) + 1)).replace("{count}", String(rows.length)));
}

/** @param {HTMLElement} handle @param {HTMLTableRowElement} row @param {boolean} isDragged */
function pickUp(handle, row, isDragged) {
  held = { row, handle, isDragged, next: row.nextElementSibling };
  row.classList.add("is-held");
  handle.setAttribute("aria-pressed", "true");
  sayPlace(row);
}

/** Put the row down; what has moved is sent. */
function drop() {
  if (!held) return;
  const { row, handle, next } = held;
  release();
  if (row.nextElementSibling === next) return;
  const form = /** @type {HTMLFormElement | null} */ (row.querySelector("form[data-order]"));
  const to = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[name=to]") ?? null);
  if (!form || !to) return;
  to.value = String(rowsBeside(row).indexOf(row) + 1);
  handle.setAttribute("aria-disabled", "true");
  form.submit();
}

/** Leave the row where it was picked up. */
function leave() {
  if (!held) return;
  const { row, handle, next } = held;
  row.parentElement?.insertBefore(row, next);
  release();
  handle.focus();
  say(document.getElementById("drag-said")?.dataset.left ?? "");
}

function release() {
  held?.row.classList.remove("is-held");
  held?.handle.removeAttribute("aria-pressed");
  held = null;
}

/** @param {number} steps */
function step(steps) {
  if (!held) return;
  const { row, handle } = held;
  const beside = steps < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!beside) return;
  if (steps < 0) beside.before(row);
  else beside.after(row);
  handle.focus();
  sayPlace(row);
}

/** @param {number} y where the finger is */
function follow(y) {
  if (!held) return;
  const { row } = held;
  const under = rowsBeside(row).find((one) => {
    const box = one.getBoundingClientRect();
    return one !== row && y >= box.top && y < box.bottom;
  });
  if (!under) return;
  const box = under.getBoundingClientRect();
  const isBelow = Boolean(row.compareDocumentPosition(under) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (isBelow && y > box.top + box.height / 2) under.after(row);
  if (!isBelow && y < box.top + box.height / 2) under.before(row);
}

/** @param {HTMLElement} handle @param {HTMLTableRowElement} row */
function attachPointer(handle, row) {
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || held) return;
    pickUp(handle, row, true);
    const move = (/** @type {PointerEvent} */ moved) => follow(moved.clientY);
    const end = (/** @type {PointerEvent} */ ended) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      if (ended.type === "pointerup") drop();
      else leave();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });
}

/** @param {HTMLElement} handle @param {HTMLTableRowElement} row */
function attachKeys(handle, row) {
  handle.addEventListener("keydown", (event) => {
    const isMine = held?.handle === handle;
    if (event.key === " " || event.key === "Enter") {
      if (isMine) drop();
      else pickUp(handle, row, false);
    } else if (isMine && event.key === "Escape") leave();
    else if (isMine && event.key === "ArrowUp") step(-1);
    else if (isMine && event.key === "ArrowDown") step(1);
    else return;
    event.preventDefault();
  });
  handle.addEventListener("blur", () => {
    // moving the row takes the focus away for a moment; a person who goes elsewhere has not decided
    setTimeout(() => {
      if (held?.handle === handle && !held.isDragged && document.activeElement !== handle) leaveQuietly();
    });
  });
}

/** As `leave`, without taking the focus back. */
function leaveQuietly() {
  if (!held) return;
  held.row.parentElement?.insertBefore(held.row, held.next);
  release();
}

for (const handle of document.querySelectorAll('[data-behaviour="drag"]')) {
  const row = handle.closest("tr");
  if (!(handle instanceof HTMLElement) || !row) continue;
  handle.hidden = false;
  attachPointer(handle, row);
  attachKeys(handle, row);
  if (location.hash === `#${handle.id}`) handle.focus();
}
