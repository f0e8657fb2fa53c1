// Makes the clerk's grid a spreadsheet: keys move, blocks are pasted, changes are taken back, and rows save themselves.
import { History, stepOf } from "./keying_cells.js";
import { readClipboard } from "./keying_paste.js";
import { firstLineIsHeader, isToConfirm, planOf } from "./keying_plan.js";
import { confirmPaste } from "./keying_preview.js";
import { field, Sender } from "./keying_sender.js";

/** @typedef {{input: HTMLInputElement, before: string, after: string}} Change */
/** @typedef {{row: number, column: number}} Place */

class Spreadsheet {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.rows = [...form.querySelectorAll("tr[data-row]")].map((row) => [...row.querySelectorAll("td")].slice(0, -1).map((cell) => /** @type {HTMLInputElement | null} */ (cell.querySelector("input[name^='cell-']"))));
    this.inputs = this.rows.flat().filter((input) => input !== null);
    /** @type {History<Change[]>} */
    this.history = new History();
    this.status = form.querySelector("[data-part='status']");
    this.signIn = form.querySelector("[data-part='sign-in']");
    this.dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog[data-part='paste-preview']"));
    this.sender = new Sender(form, this);
    this.before = "";
    this.chooses = false;
    this.leaving = false;
    /** @type {EventTarget | null} */
    this.typing = null;
    this.listen();
  }

  listen() {
    this.form.addEventListener("focusin", (event) => {
      const input = this.cellOf(event);
      if (!input) return;
      this.before = input.value;
      input.select();
    });
    this.form.addEventListener("input", (event) => { this.typing = event.target; });
    this.form.addEventListener("focusout", () => { this.typing = null; });
    this.form.addEventListener("change", (event) => {
      const input = this.cellOf(event);
      if (!input) return;
      this.keep(input);
      this.tell();
      void this.sender.save();
    });
    this.form.addEventListener("keydown", (event) => this.onKey(event));
    this.form.addEventListener("paste", (event) => this.onPaste(event));
    this.form.addEventListener("submit", () => { this.leaving = true; });
    window.addEventListener("online", () => this.sender.wake());
    window.addEventListener("focus", () => this.sender.wake());
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.undecided().length) event.preventDefault(); });
  }

  /** @param {Event} event @returns {HTMLInputElement | null} the cell of the grid in which something happened */
  cellOf(event) {
    return event.target instanceof HTMLInputElement && this.inputs.includes(event.target) ? event.target : null;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const input = this.cellOf(event);
    if (!input || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    const commands = event.ctrlKey || event.metaKey;
    if (commands && (key === "z" || key === "y")) {
      event.preventDefault();
      this.keep(input);
      const forward = key === "y" || event.shiftKey;
      this.put(forward ? this.history.again() : this.history.back(), forward ? "after" : "before");
    } else if (!commands && event.key === "Escape") {
      input.value = this.before;
      this.typing = null;
      input.select();
    } else if (!commands) {
      this.step(input, event);
    }
  }

  /** Leaves a cell by an arrow, Enter or Tab; what was typed there is kept.
   * @param {HTMLInputElement} input @param {KeyboardEvent} event */
  step(input, event) {
    const step = stepOf(event, { start: input.selectionStart ?? 0, end: input.selectionEnd ?? 0, length: input.value.length });
    if (!step) return;
    event.preventDefault();
    if (input.value !== this.before) input.dispatchEvent(new Event("change", { bubbles: true }));
    this.go(input, step);
  }

  /** @param {ClipboardEvent} event */
  onPaste(event) {
    const input = this.cellOf(event);
    if (!input) return;
    const block = readClipboard(event.clipboardData?.getData("text/plain") ?? "", event.clipboardData?.getData("text/html") ?? "");
    if (!block) return;
    event.preventDefault();
    this.keep(input);
    void this.paste(input, block);
  }

  /** @param {HTMLInputElement} input */
  placeOf(input) {
    const down = this.rows.findIndex((row) => row.includes(input));
    return { down, right: this.rows[down]?.indexOf(input) ?? -1 };
  }

  /** Goes on in a direction until a cell can be typed in.
   * @param {HTMLInputElement} from @param {{down: number, right: number}} step */
  go(from, step) {
    let { down, right } = this.placeOf(from);
    for (;;) {
      down += step.down;
      right += step.right;
      const row = this.rows[down];
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
  keep(input) {
    this.typing = null;
    if (input.value !== this.before) this.history.add([{ input, before: this.before, after: input.value }]);
    this.before = input.value;
  }

  /** @param {Change[] | undefined} changes @param {"before" | "after"} side */
  put(changes, side) {
    for (const change of changes ?? []) change.input.value = change[side];
    const last = changes?.at(-1)?.input;
    if (last) {
      last.focus();
      last.select();
      this.before = last.value;
    }
    this.tell();
    void this.sender.save();
  }

  /** What a paste is planned against: codes, names of criteria, and what stands in each cell. */
  gridOf() {
    const heads = [...this.form.querySelectorAll("th[data-names]")].map((head) => /** @type {HTMLElement} */ (head));
    return {
      codes: [...this.form.querySelectorAll("tr[data-row]")].map((row) => row.getAttribute("data-code") ?? ""),
      names: heads.map((head) => JSON.parse(head.dataset.names ?? "[]").map(String)),
      isList: heads.map((head) => head.dataset.kind === "choice"),
      values: this.rows.map((row) => row.map((input) => (input ? input.value : null))),
    };
  }

  /** Puts a block into the grid, after it was shown and confirmed where it is large or not plain.
   * @param {HTMLInputElement} from @param {import("./keying_paste.js").Block} block */
  async paste(from, block) {
    const start = this.placeOf(from);
    const grid = this.gridOf();
    const plan = planOf(block.rows, grid, { row: start.down, column: start.right });
    if (!await this.isConfirmed(plan, grid, block.merged)) return;
    const changes = plan.changes.map((change) => ({ input: this.at(change), before: this.at(change).value, after: change.after }));
    for (const change of changes) change.input.value = change.after;
    if (changes.length) this.history.add(changes);
    this.before = from.value;
    this.tell();
    void this.sender.save();
  }

  /** @param {Place} place @returns {HTMLInputElement} */
  at(place) {
    return /** @type {HTMLInputElement} */ (this.rows[place.row][place.column]);
  }

  /** Shows a large or uncertain block, with what the server would refuse of it.
   * @param {ReturnType<typeof planOf>} plan @param {ReturnType<Spreadsheet["gridOf"]>} grid @param {number} merged */
  async isConfirmed(plan, grid, merged) {
    const { dialog } = this;
    if (!dialog || !isToConfirm(plan, merged)) return true;
    const errors = await this.sender.check(new Map(plan.changes.map((change) => [this.at(change), change.after])));
    const errorOf = (/** @type {Place} */ place) => errors?.get(this.at(place)) ?? "";
    const refused = firstLineIsHeader(plan, (change) => Boolean(errorOf(change))) ? dialog.dataset.wordsFirstLine ?? "" : "";
    const labelOf = (/** @type {Place} */ place) => ({ team: grid.codes[place.row], criterion: [...new Set(grid.names[place.column].slice(0, 2))].join(" · ") });
    return confirmPaste(dialog, { plan, merged, labelOf, errorOf, isChecked: errors !== null, refused });
  }

  /** @returns {HTMLInputElement[]} cells that hold something the server has not */
  unsaved() {
    return this.inputs.filter((input) => input.value !== input.dataset.saved && input.value !== input.dataset.refused);
  }

  /** @returns {HTMLInputElement[]} of those, the finished ones: a cell that is being typed in waits for its end */
  ready() {
    return this.unsaved().filter((input) => input !== this.typing);
  }

  /** @returns {HTMLInputElement[]} cells that would be lost with the page: not on the server, nor beside another value there */
  undecided() {
    return this.inputs.filter((input) => input.value !== input.dataset.saved && !input.dataset.rival);
  }

  /** @returns {string} what the status says: nothing is called saved that the server has not */
  words() {
    const said = this.form.dataset;
    const unsent = this.unsaved();
    const waiting = unsent.length;
    const wrong = this.inputs.filter((input) => input.getAttribute("aria-invalid") === "true" && !unsent.includes(input)).length;
    const states = { open: said.wordsSaving, offline: said.wordsWaiting, "signed-out": said.wordsSignedOut, "another-person": said.wordsAnotherPerson, refused: said.wordsRefused };
    const link = this.sender.link.state;
    const parts = [];
    if (waiting && (link !== "open" || this.sender.isSending)) parts.push(states[link]?.replace("{count}", String(waiting)));
    if (wrong) parts.push(said.wordsWrong?.replace("{count}", String(wrong)));
    if (!waiting && !wrong) parts.push(said.wordsSaved);
    return parts.filter(Boolean).join(" · ");
  }

  tell() {
    const text = this.words();
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
    if (this.signIn instanceof HTMLElement) this.signIn.hidden = !["signed-out", "another-person"].includes(this.sender.link.state);
    for (const input of this.inputs) {
      const cell = input.closest("td");
      if (cell && cell.dataset.state !== "problem") cell.dataset.state = input.value !== input.dataset.saved ? "waiting" : input.value ? "marked" : "unmarked";
    }
  }

  /** Loads the page with both values to choose from, once nothing typed would be lost by it. */
  done() {
    if (this.chooses && !this.undecided().length) {
      this.leaving = true;
      location.reload();
    }
  }

  /** @param {HTMLInputElement} input @param {string} words shown at the cell; empty: nothing is wrong */
  say(input, words) {
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
  take(input, value, found) {
    const isRival = found?.state === "conflict" && !found.error;
    const error = isRival ? this.form.dataset.wordsRival : found ? found.error : this.form.dataset.wordsUnanswered;
    this.say(input, error ?? "");
    if (isRival) {
      this.chooses = true;
      input.dataset.rival = value;
    }
    if (!found || error) {
      input.dataset.refused = value; // what was typed stays, and is not sent again until it is changed
      return;
    }
    delete input.dataset.refused;
    delete input.dataset.rival;
    const base = field(this.form, input.name.replace("cell-", "base-"));
    if (base) base.value = found.base;
    input.dataset.saved = found.text;
    if (input.value === value) input.value = found.text;
    if (document.activeElement === input && input !== this.typing) this.before = input.value;
  }
}

for (const form of document.querySelectorAll("form[data-behaviour='keying-grid']")) {
  if (form instanceof HTMLFormElement) new Spreadsheet(form);
}
