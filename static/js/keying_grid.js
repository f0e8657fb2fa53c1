// Makes the clerk's grid a spreadsheet: keys move, blocks are pasted, changes are taken back, and rows save themselves.
import { blockOf, History, isBlock, stepOf } from "./keying_cells.js";

const RETRY = 4000;

/** @typedef {{input: HTMLInputElement, before: string, after: string}} Change */

/** @param {HTMLFormElement} form */
function spreadsheet(form) {
  const rows = [...form.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("td")].slice(0, -1).map((cell) => /** @type {HTMLInputElement | null} */ (cell.querySelector("input[name^='cell-']"))));
  const inputs = rows.flat().filter((input) => input !== null);
  /** @type {History<Change[]>} */
  const history = new History();
  const status = form.querySelector("[data-part='status']");
  let before = "";
  let sending = false;
  let timer = 0;
  let leftOut = 0;
  /** @type {EventTarget | null} */
  let typing = null;

  /** @param {HTMLInputElement} input */
  function placeOf(input) {
    const down = rows.findIndex((row) => row.includes(input));
    return { down, right: rows[down]?.indexOf(input) ?? -1 };
  }

  /** Goes on in a direction until a cell can be typed in.
   * @param {HTMLInputElement} from @param {{down: number, right: number}} step */
  function go(from, step) {
    let { down, right } = placeOf(from);
    for (;;) {
      down += step.down;
      right += step.right;
      const row = rows[down];
      if (!row || right < 0 || right >= row.length) return;
      const input = row[right];
      if (input) {
        input.focus();
        input.select();
        return;
      }
    }
  }

  /** Keeps what was typed in a cell as one step that can be taken back.
   * @param {HTMLInputElement} input */
  function keep(input) {
    typing = null;
    if (input.value !== before) history.add([{ input, before, after: input.value }]);
    before = input.value;
  }

  /** @param {Change[] | undefined} changes @param {"before" | "after"} side */
  function put(changes, side) {
    leftOut = 0;
    for (const change of changes ?? []) change.input.value = change[side];
    const last = changes?.at(-1)?.input;
    if (last) {
      last.focus();
      last.select();
      before = last.value;
    }
    tell();
    save();
  }

  /** @param {HTMLInputElement} from @param {string} text */
  function paste(from, text) {
    const start = placeOf(from);
    leftOut = 0;
    /** @type {Change[]} */
    const changes = [];
    blockOf(text).forEach((line, down) => line.forEach((value, right) => {
      const input = rows[start.down + down]?.[start.right + right];
      if (!input) { if (value) leftOut += 1; }
      else if (input.value !== value) changes.push({ input, before: input.value, after: value });
    }));
    for (const change of changes) change.input.value = change.after;
    if (changes.length) history.add(changes);
    before = from.value;
    tell();
    save();
  }

  /** @returns {HTMLInputElement[]} cells that hold something the server has not */
  function unsaved() {
    return inputs.filter((input) => input.value !== input.dataset.saved && input.value !== input.dataset.refused);
  }

  /** @returns {HTMLInputElement[]} of those, the finished ones: a cell that is being typed in waits for its end */
  function ready() {
    return unsaved().filter((input) => input !== typing);
  }

  function tell() {
    const waiting = unsaved().length;
    const wrong = inputs.filter((input) => input.getAttribute("aria-invalid") === "true").length;
    const words = form.dataset;
    const parts = [waiting ? (sending ? words.wordsSaving : timer ? words.wordsWaiting?.replace("{count}", String(waiting)) : "") : wrong ? words.wordsWrong?.replace("{count}", String(wrong)) : words.wordsSaved];
    if (leftOut) parts.push(words.wordsOutside?.replace("{count}", String(leftOut)));
    if (status) status.textContent = parts.filter(Boolean).join(" · ");
    for (const input of inputs) {
      const cell = input.closest("td");
      if (cell && cell.dataset.state !== "problem") cell.dataset.state = input.value !== input.dataset.saved ? "waiting" : input.value ? "marked" : "unmarked";
    }
  }

  async function save() {
    const cells = ready();
    if (sending || !cells.length) return;
    sending = true;
    clearTimeout(timer);
    timer = 0;
    tell();
    const body = new URLSearchParams({ csrf_token: String(new FormData(form).get("csrf_token")) });
    const sent = new Map(cells.map((input) => [input, input.value]));
    for (const [input, value] of sent) {
      body.append(input.name, value);
      const base = baseOf(input);
      if (base) body.append(base.name, base.value);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = (await answer.json()).cells;
      for (const [input, value] of sent) take(input, value, found[input.name.replace("cell-", "")]);
      sending = false;
      tell();
      if (ready().length) save();
    } catch {
      sending = false;
      timer = window.setTimeout(save, RETRY);
      tell();
    }
  }

  /** @param {HTMLInputElement} input */
  function baseOf(input) {
    const base = form.elements.namedItem(input.name.replace("cell-", "base-"));
    return base instanceof HTMLInputElement ? base : null;
  }

  /** @param {HTMLInputElement} input @param {string} value @param {{base: string, text: string, state: string, error: string} | undefined} found */
  function take(input, value, found) {
    if (!found) return;
    const error = input.parentElement?.querySelector("[data-part='error']");
    const cell = input.closest("td");
    if (error instanceof HTMLElement) {
      error.textContent = found.error;
      error.hidden = !found.error;
      if (found.error) input.setAttribute("aria-describedby", error.id);
    }
    if (cell) cell.dataset.state = found.error ? "problem" : "marked";
    if (found.error) {
      input.setAttribute("aria-invalid", "true");
      input.dataset.refused = value;
      return;
    }
    input.removeAttribute("aria-invalid");
    delete input.dataset.refused;
    if (found.state === "conflict") {
      location.reload(); // both values stand on the page then, to choose from
      return;
    }
    const base = baseOf(input);
    if (base) base.value = found.base;
    input.dataset.saved = found.text;
    if (input.value === value) input.value = found.text;
    if (document.activeElement === input && input !== typing) before = input.value;
  }

  form.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && inputs.includes(event.target)) {
      before = event.target.value;
      event.target.select();
    }
  });
  form.addEventListener("input", (event) => { typing = event.target; });
  form.addEventListener("focusout", () => { typing = null; });
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && inputs.includes(event.target)) {
      keep(event.target);
      tell();
      save();
    }
  });
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !inputs.includes(input) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && (key === "z" || key === "y")) {
      event.preventDefault();
      keep(input);
      const forward = key === "y" || event.shiftKey;
      put(forward ? history.again() : history.back(), forward ? "after" : "before");
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      input.value = before;
      typing = null;
      input.select();
      return;
    }
    const step = stepOf(event, { start: input.selectionStart ?? 0, end: input.selectionEnd ?? 0, length: input.value.length });
    if (!step) return;
    event.preventDefault();
    if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
    go(input, step);
  });
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !inputs.includes(input) || !isBlock(text)) return;
    event.preventDefault();
    keep(input);
    paste(input, text);
  });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && unsaved().length) event.preventDefault(); });
}

for (const form of document.querySelectorAll("form[data-behaviour='keying-grid']")) {
  if (form instanceof HTMLFormElement) spreadsheet(form);
}
