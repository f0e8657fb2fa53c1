// The way out for unsent marks: a file, or QR codes on the screen that a clerk photographs. Needs no network.

import { part, say } from "./score_sheet_draw.js";
import { fileOf, smallPackets } from "./score_sheet_packets.js";
import { qrCode } from "./score_sheet_qr.js";
import { all, open } from "./score_sheet_store.js";
import { vaultHere } from "./score_sheet_vault.js";

/**
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {Record<string, string>} Words
 */

const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws a code as large as its box.
 * @param {SVGElement} box
 * @param {Uint8Array} packet
 */
export function drawCode(box, packet) {
  const rows = qrCode(packet);
  const size = rows.length + 2 * QUIET;
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ""))).join(""));
  box.setAttribute("viewBox", `0 0 ${size} ${size}`);
  box.replaceChildren(path);
}

/**
 * Gives a text to the device as a file.
 * @param {string} text
 * @param {string} name
 */
function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @returns {Promise<Memory[]>} what waits, also what the console of this page holds outside the storage */
async function memoriesHere() {
  const vault = vaultHere();
  return vault ? vault.run(all) : all(await open());
}

/**
 * Shows what waits on this device and how it gets out; the marks stay where they are all the same.
 * @param {HTMLElement} root the parts of the view
 */
export async function showUnsent(root) {
  const words = /** @type {Words} */ ({ ...root.dataset });
  const memories = (await memoriesHere()).filter((memory) => memory.queue.pending.length > 0);
  const known = memories.filter((memory) => memory.token);
  const count = (/** @type {Memory[]} */ some) => some.reduce((sum, memory) => sum + memory.queue.pending.length, 0);
  part(root, "count").textContent = memories.length ? say(words.waiting, { count: count(memories) }) : words.nothing;
  const unknown = count(memories) - count(known);
  part(root, "unknown").hidden = unknown === 0;
  part(root, "unknown").textContent = say(words.unknown, { count: unknown });
  part(root, "ways").hidden = known.length === 0;
  const isHere = Boolean(vaultHere()?.memory);
  part(root, "stays").hidden = isHere;
  part(root, "only-here").hidden = !isHere;
  part(root, "save").addEventListener("click", () => {
    const now = new Date().toISOString().slice(0, 16).replace(/[T:]/g, "-");
    save(fileOf(known), `unsent-marks-${now}.txt`);
  });
  const show = part(root, "show");
  show.addEventListener("click", () => {
    show.hidden = true;
    showCodes(root, words, known.flatMap(smallPackets));
  });
}

/**
 * @param {HTMLElement} root
 * @param {Words} words
 * @param {Uint8Array[]} packets
 */
function showCodes(root, words, packets) {
  const box = /** @type {SVGElement} */ (part(root, "code"));
  const [back, next] = [part(root, "back"), part(root, "next")].map((button) => /** @type {HTMLButtonElement} */ (button));
  let here = 0;
  const draw = () => {
    drawCode(box, packets[here]);
    const said = say(words.code, { number: here + 1, of: packets.length });
    part(root, "number").textContent = said;
    box.setAttribute("aria-label", said);
    back.disabled = here === 0;
    next.disabled = here === packets.length - 1;
  };
  const turn = (/** @type {number} */ step) => {
    here = Math.min(Math.max(0, here + step), packets.length - 1);
    draw();
  };
  back.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  part(root, "turn").hidden = packets.length < 2;
  part(root, "codes").hidden = false;
  draw();
  part(root, "number").scrollIntoView({ block: "start" });
}

/** @param {HTMLElement} root */
function show(root) {
  showUnsent(root).catch(() => { part(root, "count").textContent = root.dataset.storage ?? ""; });
}

/**
 * Inside the console the way out opens over the page: over HTTP nothing can be fetched while there is no network.
 * @param {HTMLDialogElement} dialog
 */
function openOver(dialog) {
  const template = /** @type {HTMLTemplateElement} */ (part(dialog, "way-out"));
  const root = /** @type {HTMLElement} */ (document.importNode(template.content, true).querySelector("[data-behaviour='unsent']"));
  part(dialog, "shown").replaceChildren(root);
  dialog.showModal();
  show(root);
}

for (const root of document.querySelectorAll("main [data-behaviour='unsent']")) show(/** @type {HTMLElement} */ (root));
for (const dialog of document.querySelectorAll("dialog[data-behaviour='way-out']")) {
  const over = /** @type {HTMLDialogElement} */ (dialog);
  part(over, "close").addEventListener("click", () => over.close());
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || new URL(link.href, location.href).pathname !== over.dataset.address) return;
    event.preventDefault();
    openOver(over);
  }, { capture: true });
}
