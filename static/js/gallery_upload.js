// Sends chosen or dropped photographs one after the other, each made smaller on the device first; what the network loses is sent again.

import { smaller } from "./score_sheet_photos.js";

const LARGE = 8e6;
const TRIES = 3;
const PAUSE = 500;

/** @typedef {{ file: File, row: HTMLElement }} Waiting */

class Upload {
  /** @param {HTMLFormElement} form @param {HTMLElement} list @param {HTMLElement} told */
  constructor(form, list, told) {
    this.form = form;
    this.list = list;
    this.told = told;
    /** @type {Waiting[]} */
    this.waiting = [];
    /** @type {Waiting[]} */
    this.lost = [];
    this.sent = 0;
    this.all = 0;
    this.isSending = false;
    window.addEventListener("beforeunload", (event) => { if (this.isSending) event.preventDefault(); });
  }

  /** What is chosen while others are sent waits behind them. @param {File[]} files */
  add(files) {
    for (const file of files) {
      const row = this.list.appendChild(document.createElement("li"));
      row.textContent = `${file.name} …`;
      this.waiting.push({ file, row });
    }
    this.all += files.length;
    this.sendAll();
  }

  again() {
    this.waiting.push(...this.lost);
    this.lost = [];
    this.sendAll();
  }

  async sendAll() {
    if (this.isSending) return;
    this.isSending = true;
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
      this.tell();
      await this.take(one);
    }
    this.isSending = false;
    this.tell();
    if (this.sent === this.all) location.reload();
  }

  /** @param {Waiting} one */
  async take(one) {
    const words = await this.send(one.file);
    if (words === null) this.lost.push(one);
    if (words === "") this.sent += 1;
    one.row.textContent = words ?? `${one.file.name}: ${this.list.dataset.lost}`;
    if (words === "") one.row.textContent = `${one.file.name}: ${this.list.dataset.sent}`;
    one.row.dataset.state = words === "" ? "submitted" : "problem";
  }

  /** @param {File} file @returns {Promise<string | null>} empty where it is kept, the refusal in words, null where nobody answered */
  async send(file) {
    const body = new FormData();
    body.set("csrf_token", /** @type {HTMLInputElement} */ (this.form.elements.namedItem("csrf_token")).value);
    body.append("photos", file.size > LARGE ? await smaller(file) : file, file.name);
    for (let at = 0; at < TRIES; at += 1) {
      if (at) await new Promise((resolve) => { setTimeout(resolve, PAUSE * 2 ** at); });
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.status === 201) return "";
      const told = answer && answer.status < 500 ? await answer.json().catch(() => ({})) : {};
      if (told.refused) return told.refused;
      if (answer && answer.status < 500) return null;
    }
    return null;
  }

  /** Says once for all files how far it is; what is left is offered again by a button. */
  tell() {
    const { progress, again } = this.told.dataset;
    const words = document.createElement("span");
    words.textContent = (progress ?? "").replace("{sent}", String(this.sent)).replace("{all}", String(this.all));
    this.told.replaceChildren(words);
    if (this.isSending || this.lost.length === 0) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = (again ?? "").replace("{count}", String(this.lost.length));
    button.addEventListener("click", () => this.again());
    this.told.append(" ", button);
  }
}

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-behaviour="gallery-upload"]'));
const [list, told] = ["list", "told"].map((name) => /** @type {HTMLElement | null | undefined} */ (form?.querySelector(`[data-part="${name}"]`)));
if (form && list && told) {
  const upload = new Upload(form, list, told);
  const input = /** @type {HTMLInputElement} */ (form.querySelector('input[type="file"]'));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    upload.add([...(input.files ?? [])]);
    input.value = "";
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    upload.add([...(event.dataTransfer?.files ?? [])]);
  });
}
