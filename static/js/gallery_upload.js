// Sends chosen or dropped photographs one after the other, each made smaller on the device first, and says what became of each.

import { smaller } from "./score_sheet_photos.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-behaviour="gallery-upload"]'));
const input = /** @type {HTMLInputElement | null} */ (form?.querySelector('input[type="file"]') ?? null);
const list = /** @type {HTMLElement | null} */ (form?.querySelector('[data-part="list"]') ?? null);

/**
 * Send one file; the answer in words, empty where it is kept.
 * @param {HTMLFormElement} to
 * @param {File} file
 * @returns {Promise<string>}
 */
async function send(to, file) {
  const body = new FormData();
  body.set("csrf_token", /** @type {HTMLInputElement} */ (to.elements.namedItem("csrf_token")).value);
  const sent = file.size > 8e6 ? await smaller(file) : file;
  body.append("photos", sent, file.name);
  const answer = await fetch(to.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status === 201) return "";
  const told = await answer.json().catch(() => ({}));
  return told.refused ?? list?.dataset.lost ?? "";
}

/** @param {FileList | File[]} files */
async function sendAll(files) {
  if (!form || !list) return;
  let refused = 0;
  for (const file of files) {
    const row = list.appendChild(document.createElement("li"));
    row.textContent = `${file.name} …`;
    const words = await send(form, file).catch(() => list.dataset.lost ?? "");
    row.textContent = words || `${file.name}: ${list.dataset.sent}`;
    row.dataset.state = words ? "problem" : "submitted";
    if (words) refused += 1;
  }
  if (refused === 0) location.reload();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (input?.files) sendAll([...input.files]);
});
form?.addEventListener("dragover", (event) => event.preventDefault());
form?.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer) sendAll([...event.dataTransfer.files]);
});
