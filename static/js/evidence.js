// Photos of score sheets: kept on the device first, then sent; what waits is sent from any of the judge's pages, nothing is dropped.
//
// <form data-behaviour="evidence" action="…/photos/sheets/12"> is the plain form of a sheet, taken over here;
// <input type="file" data-behaviour="take-photo" data-url="…/photos/sheets/12"> keeps what is taken at once.
// Beside either, [data-part="photo-state"] says what became of it. Words come from data-words-* of either.

import { smaller, transact } from "./score_sheet_photos.js";
import { newId } from "./score_sheet_queue.js";

const EVERY = 30_000;

/**
 * @typedef {import("./score_sheet_photos.js").Waiting} Waiting
 */

/**
 * @param {string} url
 * @returns {Promise<string>} the token of a page that may send to this sheet; empty where the reader may not, or is signed out
 */
async function tokenFor(url) {
  const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return "";
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("input[name='csrf_token']");
  return token instanceof HTMLInputElement ? token.value : "";
}

/**
 * Sends one photo; throws while there is no connection.
 * @param {Waiting} one
 * @returns {Promise<{ done: boolean, refused: string }>} whether it need not wait any more, and what the server did not take
 */
async function send(one) {
  const token = await tokenFor(one.url);
  if (!token) return { done: false, refused: "" };
  const form = new FormData();
  form.append("csrf_token", token);
  form.append("upload_id", one.id);
  form.append("criterion", one.criterion);
  form.append("caption", one.caption);
  form.append("photo", one.photo, one.name);
  const answer = await fetch(one.url, { method: "POST", body: form, credentials: "same-origin", headers: { Accept: "application/json" } });
  if (answer.status === 422) return { done: true, refused: String((await answer.json()).refused) };
  return { done: answer.status === 201, refused: "" };
}

/** @param {HTMLElement} near @param {string} words */
function say(near, words) {
  const beside = near.closest("section, form, main")?.querySelector("[data-part='photo-state']");
  if (beside) beside.textContent = words;
}

let sending = false;
let again = false;

/**
 * Sends all that waits, the oldest first.
 * @param {HTMLElement | null} near where to say what became of it
 */
async function sendAll(near) {
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  again = false;
  try {
    /** @type {Waiting[]} */
    const waiting = await transact("readonly", (store) => store.getAll());
    let left = waiting.length;
    const refused = [];
    for (const one of waiting.sort((a, b) => a.at.localeCompare(b.at))) {
      try {
        const result = await send(one);
        if (result.refused) refused.push(result.refused);
        if (result.done) {
          await transact("readwrite", (store) => store.delete(one.id));
          document.dispatchEvent(new Event("photos-changed"));
          left -= 1;
        }
      } catch {
        break; // no connection: the others wait too
      }
    }
    if (!near || !waiting.length) return;
    const words = near.dataset;
    if (refused.length) say(near, `${words.wordsRefused ?? ""} ${refused.join(" ")}`);
    else if (left === 1) say(near, words.wordsKept ?? "");
    else say(near, left ? (words.wordsWaiting ?? "").replace("{count}", String(left)) : words.wordsSent ?? "");
    if (left < waiting.length && !refused.length) near.dispatchEvent(new CustomEvent("evidence-sent", { bubbles: true }));
  } catch {
    // Storage is denied: the plain form of the page still works.
  } finally {
    sending = false;
  }
  if (again) await sendAll(near);
}

/**
 * @param {HTMLElement} near
 * @param {string} url
 * @param {File} photo
 * @param {string} criterion
 * @param {string} caption
 */
async function keep(near, url, photo, criterion, caption) {
  /** @type {Waiting} */
  const one = { id: newId(), url, place: near.dataset.place, photo: await smaller(photo), name: photo.name || "photo.jpg", criterion, caption, at: new Date().toISOString() };
  await transact("readwrite", (store) => store.put(one));
  document.dispatchEvent(new Event("photos-changed"));
  say(near, near.dataset.wordsKept ?? "");
  await sendAll(near);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.behaviour !== "evidence") return;
  const given = new FormData(form);
  const photo = given.get("photo");
  if (!(photo instanceof File) || !photo.size || form.dataset.plain) return;
  event.preventDefault();
  keep(form, form.action, photo, String(given.get("criterion") ?? ""), String(given.get("caption") ?? ""))
    .then(() => form.reset())
    .catch(() => { form.dataset.plain = "yes"; form.submit(); });
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset.behaviour !== "take-photo") return;
  const photo = input.files?.[0];
  if (!photo) return;
  keep(input, input.dataset.url ?? "", photo, "", "")
    .catch(() => say(input, input.dataset.wordsStorage ?? ""))
    .finally(() => { input.value = ""; });
});

document.addEventListener("evidence-sent", (event) => {
  const target = event.target;
  if (target instanceof HTMLElement && target.dataset.reload) window.location.reload();
});

const place = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-behaviour='evidence'], [data-behaviour='take-photo']"));
window.addEventListener("online", () => void sendAll(place()));
window.setInterval(() => void sendAll(place()), EVERY);
void sendAll(place());
