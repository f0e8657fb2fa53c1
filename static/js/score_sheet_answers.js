// What became of the judge's own calls for help: taken from the page of calls; loaded when the console first asks for news.

import { part } from "./score_sheet_draw.js";

const EVERY = 15_000;
let timer = 0;

/**
 * Puts the open calls as the server knows them in place of those that came with the page; without a connection nothing changes.
 * Asks again by itself as long as a call is open.
 * @param {import("./score_sheet_help.js").Help} help
 */
export async function ask(help) {
  window.clearTimeout(timer);
  const shown = part(help.box, "my-calls");
  if (!shown.childElementCount && !help.told.some(([state]) => state === "submitted")) return;
  const known = help.told.length;
  const form = /** @type {HTMLFormElement} */ (help.box.querySelector("details form"));
  const answer = await fetch(form.action, { redirect: "error", cache: "no-store" }).catch(() => null);
  const fresh = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-part='my-calls']") : null;
  const isLate = help.told.length > known; // a call was sent while this was asked
  if (fresh && words(fresh) !== words(shown)) {
    shown.replaceChildren(...fresh.children);
    help.told = help.told.filter(([state]) => state !== "submitted");
    part(help.box, "calls").querySelectorAll(".notice[data-state='submitted']").forEach((one) => one.remove()); // at once: no call stands there twice
    await help.draw();
  }
  if (shown.childElementCount) timer = window.setTimeout(() => void ask(help), isLate ? 0 : EVERY);
}

/** @param {Element} calls */
function words(calls) {
  return [...calls.children].map((call) => call.textContent?.replace(/\s+/g, " ")).join();
}
