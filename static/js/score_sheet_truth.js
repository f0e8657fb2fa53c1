// What may be said of a page's gestures: the one place from which chip, bar, list, questions, device board and way out take their words. Pure.

import { takes, unsafe } from "./score_sheet_ledger.js";

/**
 * @typedef {import("./score_sheet_ledger.js").Ledger} Ledger
 * @typedef {{ state: string, word: string, values: Record<string, string | number> }} Said a name of the page's words, with what is filled in
 * @typedef {{ claim: string, chip: Said, sentences: Said[], device: Said[], leave: boolean, signOut: string, report: Report, takes: boolean }} Truth
 * @typedef {{ waiting: number, unkept: number, photos: number, since: string }} Report what the device tells the organizers
 */

/**
 * The claim, the most urgent first: each stands for what is true of all gestures of this page, judge and device.
 * @type {[string, (now: Ledger) => boolean][]}
 */
const CLAIMS = [
  ["unkept", (now) => now.held.length > 0 || (now.slow && now.writing.length > 0)],
  ["saving", (now) => now.writing.length > 0],
  ["typing", (now) => now.typed > 0],
  ["checking", (now) => !now.called || (now.disk === "ok" && !now.read)],
  ["elsewhere", (now) => now.elsewhere > 0],
  ["waiting", (now) => now.queue.length > 0],
  ["photos", (now) => now.photos > 0],
  ["page-sent", (now) => now.disk !== "ok"],
  ["others", (now) => now.others + now.photosOfOthers > 0],
  ["sent", () => true],
];

/**
 * @param {Ledger} now
 * @returns {string}
 */
export function claim(now) {
  const found = CLAIMS.find(([, is]) => is(now));
  return found ? found[0] : "checking";
}

/** @type {Record<string, (now: Ledger) => Said>} */
const CHIPS = {
  unkept: () => said("problem", "unkept"),
  saving: () => said("waiting", "saving"),
  typing: () => said("waiting", "typing"),
  checking: () => said("waiting", "checking"),
  elsewhere: () => said("problem", "elsewhere"),
  waiting: (now) => (now.just ? said("waiting", "saved") : said("waiting", "waiting", { count: now.queue.length, time: now.since })),
  photos: (now) => said("waiting", "photos-waiting", { count: now.photos }),
  "page-sent": () => said("waiting", "page-sent"),
  others: (now) => said("waiting", "others-chip", { count: now.others + now.photosOfOthers }),
  sent: () => said("online", "sent"),
};

/**
 * The sentences, the most urgent first: the bar says the first of them, the list says all.
 * @type {[string, string, (now: Ledger) => boolean, (now: Ledger) => Record<string, string | number>][]}
 */
const SENTENCES = [
  ["problem", "not-yours", (now) => now.who === "other", () => ({})],
  ["problem", "unkept-offline", (now) => now.held.length > 0 && now.net !== "ok", (now) => ({ count: now.held.length })],
  ["problem", "unkept-online", (now) => now.held.length > 0 && now.net === "ok", (now) => ({ count: now.held.length })],
  ["problem", "elsewhere-words", (now) => now.elsewhere > 0, (now) => ({ count: now.elsewhere })],
  ["problem", "signed-out-unsent", (now) => now.locked && now.queue.length + now.held.length > 0, () => ({})],
  ["problem", "signed-out", (now) => now.who === "nobody", () => ({})],
  ["problem", "no-storage", (now) => now.disk !== "ok" && now.held.length === 0, () => ({})],
  ["waiting", "foreign", (now) => now.net === "foreign", () => ({})],
  ["waiting", "offline", (now) => now.net === "off" && now.queue.length > 0 && now.writing.length + now.held.length === 0, () => ({})],
  ["waiting", "stranded", (now) => now.stranded > 0, (now) => ({ count: now.stranded })],
];

/**
 * What waits on this device of other judges: marks without a token do not go by themselves, and that is a sentence of its own.
 * @param {Ledger} now
 * @returns {Said[]}
 */
function ofOthers({ others, stranded, photosOfOthers }) {
  /** @type {[string, number][]} */
  const counts = [["others-waiting", others - stranded], ["others-photos", photosOfOthers]];
  return counts.filter(([, count]) => count > 0).map(([word, count]) => said("waiting", word, { count }));
}

/**
 * @param {string} state
 * @param {string} word
 * @param {Record<string, string | number>} [values]
 * @returns {Said}
 */
function said(state, word, values = {}) {
  return { state, word, values };
}

/**
 * Everything that any screen may say about safety.
 * @param {Ledger} now
 * @returns {Truth}
 */
export function truth(now) {
  const name = claim(now);
  return {
    claim: name,
    chip: CHIPS[name](now),
    sentences: SENTENCES.filter(([, , is]) => is(now)).map(([state, word, , values]) => said(state, word, values(now))),
    device: ofOthers(now),
    leave: unsafe(now) + now.queue.length > 0,
    signOut: signOut(now),
    report: { waiting: now.writing.length + now.held.length + now.queue.length, unkept: now.writing.length + now.held.length, photos: now.photos, since: now.since },
    takes: takes(now),
  };
}

/**
 * @param {Ledger} now
 * @returns {string} what has to be said before signing out: `lost` (it would be gone), `checking` (look first),
 *   `blind` (the storage cannot be read), `kept` (it stays here and is sent), `photos`, or nothing
 */
function signOut(now) {
  if (unsafe(now) + now.elsewhere > 0) return "lost";
  if (!now.called || (now.disk === "ok" && !now.read)) return "checking";
  if (now.disk !== "ok") return "blind";
  if (now.queue.length > 0) return "kept";
  return now.photos > 0 ? "photos" : "";
}
