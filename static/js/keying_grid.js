// Makes the clerk's grid a spreadsheet: keys move, blocks are pasted, changes are taken back, and rows save themselves.
import { History, stepOf } from "./keying_cells.js";
import { readClipboard } from "./keying_paste.js";
import { firstLineIsHeader, isToConfirm, planOf } from "./keying_plan.js";
import { confirmPaste } from "./keying_preview.js";
import { field, Sender } from "./keying_sender.js";

/** @typedef {{input: HTMLInputElement, before: string, after: string}} Change */

/** @param {HTMLFormElement} form */
function spreadsheet(form) {
  const rows = [...form.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("td")].slice(0, -1).map((cell) => /** @type {HTMLInputElement | null} */ (cell.querySelector("input[name^='cell-']"))));
  const inputs = rows.flat().filter((input) => input !== null);
  /** @type {History<Change[]>} */
  const history = new History();
  const status = form.querySelector("[data-part='status']");
  let before = "";
  const signIn = form.querySelector("[data-part='sign-in']");
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[data-part='paste-preview']"));
  const sender = new Sender(form, { ready, take, tell, done });
  let chooses = false;
  let leaving = false;
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
    for (const change of changes ?? []) change.input.value = change[side];
    const last = changes?.at(-1)?.input;
    if (last) {
      last.focus();
      last.select();
      before = last.value;
    }
    tell();
    void sender.save();
  }

  /** What a paste is planned against: codes, names of criteria, and what stands in each cell. */
  function gridOf() {
    const heads = [...form.querySelectorAll("th[data-names]")].map((head) => /** @type {HTMLElement} */ (head));
    return {
      codes: [...form.querySelectorAll("tr[data-row]")].map((row) => row.getAttribute("data-code") ?? ""),
      names: heads.map((head) => JSON.parse(head.dataset.names ?? "[]").map(String)),
      isList: heads.map((head) => head.dataset.kind === "choice"),
      values: rows.map((row) => row.map((input) => (input ? input.value : null))),
    };
  }

  /** Puts a block into the grid, after it was shown and confirmed where it is large or not plain.
   * @param {HTMLInputElement} from @param {import("./keying_paste.js").Block} block */
  async function paste(from, block) {
    const start = placeOf(from);
    const grid = gridOf();
    const plan = planOf(block.rows, grid, { row: start.down, column: start.right });
    const at = (/** @type {{row: number, column: number}} */ change) => /** @type {HTMLInputElement} */ (rows[change.row][change.column]);
    if (dialog && isToConfirm(plan, block.merged)) {
      const errors = await sender.check(new Map(plan.changes.map((change) => [at(change), change.after])));
      const errorOf = (/** @type {{row: number, column: number}} */ change) => errors?.get(at(change)) ?? "";
      const refused = firstLineIsHeader(plan, (change) => Boolean(errorOf(change))) ? dialog.dataset.wordsFirstLine ?? "" : "";
      const labelOf = (/** @type {{row: number, column: number}} */ change) => ({ team: grid.codes[change.row], criterion: [...new Set(grid.names[change.column].slice(0, 2))].join(" · ") });
      if (!await confirmPaste(dialog, { plan, merged: block.merged, labelOf, errorOf, isChecked: errors !== null, refused })) return;
    }
    const changes = plan.changes.map((change) => ({ input: at(change), before: at(change).value, after: change.after }));
    for (const change of changes) change.input.value = change.after;
    if (changes.length) history.add(changes);
    before = from.value;
    tell();
    void sender.save();
  }

  /** @returns {HTMLInputElement[]} cells that hold something the server has not */
  function unsaved() {
    return inputs.filter((input) => input.value !== input.dataset.saved && input.value !== input.dataset.refused);
  }

  /** @returns {HTMLInputElement[]} of those, the finished ones: a cell that is being typed in waits for its end */
  function ready() {
    return unsaved().filter((input) => input !== typing);
  }

  /** @returns {string} what the status says: nothing is called saved that the server has not */
  function words() {
    const said = form.dataset;
    const unsent = unsaved();
    const waiting = unsent.length;
    const wrong = inputs.filter((input) => input.getAttribute("aria-invalid") === "true" && !unsent.includes(input)).length;
    const states = { open: said.wordsSaving, offline: said.wordsWaiting, "signed-out": said.wordsSignedOut, "another-person": said.wordsAnotherPerson, refused: said.wordsRefused };
    const link = sender.link.state;
    const parts = [];
    if (waiting && (link !== "open" || sender.isSending)) parts.push(states[link]?.replace("{count}", String(waiting)));
    if (wrong) parts.push(said.wordsWrong?.replace("{count}", String(wrong)));
    if (!waiting && !wrong) parts.push(said.wordsSaved);
    return parts.filter(Boolean).join(" · ");
  }

  function tell() {
    const text = words();
    if (status && status.textContent !== text) status.textContent = text;
    if (signIn instanceof HTMLElement) signIn.hidden = !["signed-out", "another-person"].includes(sender.link.state);
    for (const input of inputs) {
      const cell = input.closest("td");
      if (cell && cell.dataset.state !== "problem") cell.dataset.state = input.value !== input.dataset.saved ? "waiting" : input.value ? "marked" : "unmarked";
    }
  }

  /** Loads the page with both values to choose from, once nothing typed would be lost by it. */
  function done() {
    const others = inputs.filter((input) => input.value !== input.dataset.saved && !input.dataset.rival);
    if (chooses && !others.length) {
      leaving = true;
      location.reload();
    }
  }

  /** @param {HTMLInputElement} input @param {string} words shown at the cell; empty: nothing is wrong */
  function say(input, words) {
    const error = input.parentElement?.querySelector("[data-part='error']");
    const cell = input.closest("td");
    if (error instanceof HTMLElement) {
      error.textContent = words;
      error.hidden = !words;
      if (words) input.setAttribute("aria-describedby", error.id);
    }
    if (cell) cell.dataset.state = words ? "problem" : "marked";
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /** @param {HTMLInputElement} input @param {string} value @param {import("./keying_sender.js").Found | undefined} found */
  function take(input, value, found) {
    const isRival = found?.state === "conflict" && !found.error;
    const error = isRival ? form.dataset.wordsRival : found ? found.error : form.dataset.wordsUnanswered;
    say(input, error ?? "");
    if (isRival) {
      chooses = true;
      input.dataset.rival = value;
    }
    if (!found || error) {
      input.dataset.refused = value; // what was typed stays, and is not sent again until it is changed
      return;
    }
    delete input.dataset.refused;
    delete input.dataset.rival;
    const base = field(form, input.name.replace("cell-", "base-"));
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
      void sender.save();
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
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !inputs.includes(input)) return;
    const block = readClipboard(event.clipboardData?.getData("text/plain") ?? "", event.clipboardData?.getData("text/html") ?? "");
    if (!block) return;
    event.preventDefault();
    keep(input);
    void paste(input, block);
  });
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", () => sender.wake());
  window.addEventListener("focus", () => sender.wake());
  window.addEventListener("beforeunload", (event) => { if (!leaving && inputs.some((input) => input.value !== input.dataset.saved && !input.dataset.rival)) event.preventDefault(); });
}

for (const form of document.querySelectorAll("form[data-behaviour='keying-grid']")) {
  if (form instanceof HTMLFormElement) spreadsheet(form);
}
