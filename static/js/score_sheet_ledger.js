// What a page knows of every gesture made on it: on its way, only in this page, in the device's storage, on the server. Pure.
//
// One ledger per page, changed by `step` alone. Everything that is said about safety is derived from it (score_sheet_truth.js), and a search
// over all orders of events holds both against what is really where (tests/browser/console_model.js).

/**
 * @typedef {{
 *   writing: string[], held: string[], queue: string[], since: string, slow: boolean, just: boolean,
 *   disk: "ok" | "lost", read: boolean, called: boolean, elsewhere: number, others: number, stranded: number,
 *   typed: number, photos: number, photosOfOthers: number, net: "ok" | "off" | "foreign", locked: boolean, who: "mine" | "other" | "nobody"
 * }} Ledger
 * `writing`: on the way to the storage; `held`: only in this page; `queue`: in the storage, not on the server; `just`: nothing was heard since the last
 * gesture was stored; `read`: the storage was read since the page was last looked at; `called`: the other pages of this browser have said what
 * they hold; `elsewhere`: what these hold outside the storage; `others`, `stranded`: stored gestures of other judges, and those of them without a token
 * @typedef {{ kind: string, id?: string, ids?: string[], queue?: string[], done?: string[], since?: string, others?: number, stranded?: number,
 *   count?: number, photos?: number, of?: string, locked?: boolean }} Event
 */

/** @returns {Ledger} of a page that was just opened */
export function begin() {
  return {
    writing: [], held: [], queue: [], since: "", slow: false, just: false, disk: "ok", read: false, called: false, elsewhere: 0, others: 0, stranded: 0,
    typed: 0, photos: 0, photosOfOthers: 0, net: "ok", locked: false, who: "mine",
  };
}

/**
 * @param {string[]} ids
 * @param {string[]} others
 */
function without(ids, others) {
  return ids.filter((id) => !others.includes(id));
}

/**
 * @param {string[]} ids
 * @param {string[]} more
 */
function joined(ids, more) {
  return [...ids, ...without(more, ids)];
}

/** @type {Record<string, (ledger: Ledger, event: any) => Ledger>} */
const STEPS = {
  gave: (now, { id }) => ({ ...now, writing: joined(now.writing, [id]), just: false }),
  slow: (now) => ({ ...now, slow: now.writing.length > 0 }),
  kept: (now, { id }) => ({ ...now, writing: without(now.writing, [id]), held: without(now.held, [id]), queue: joined(now.queue, [id]), slow: false, just: true }),
  unkept: (now, { id }) => ({ ...now, writing: without(now.writing, [id]), held: joined(now.held, [id]), slow: false, just: false, disk: "lost" }),
  unreadable: (now) => ({ ...now, disk: "lost", read: false, called: false, just: false, held: joined(now.held, now.queue), queue: [] }),
  mended: (now) => ({ ...now, disk: "ok", read: false, called: false, just: false }),
  read,
  heard: (now, { ids }) => ({ ...now, held: without(now.held, ids), queue: without(now.queue, ids), just: false }),
  reached: (now, { locked }) => ({ ...now, net: "ok", locked: Boolean(locked) }),
  unreached: (now, { of }) => ({ ...now, net: of === "foreign" ? "foreign" : "off", just: false }),
  who: (now, { of }) => ({ ...now, who: of }),
  typed: (now, { count }) => ({ ...now, typed: count, just: now.just && count === 0 }),
  photos: (now, { count, others }) => ({ ...now, photos: count, photosOfOthers: others }),
  shown: (now) => ({ ...now, read: false, called: false, just: false }),
  called: (now, { count }) => ({ ...now, called: true, read: false, elsewhere: count }), // what they held may be stored since: it is looked for again
};

/**
 * The storage was read: what this page had put there and what is gone without being settled is in this page alone.
 * @param {Ledger} now
 * @param {{ queue: string[], done: string[], since: string, others: number, stranded: number }} event
 * @returns {Ledger}
 */
function read(now, { queue, done, since, others, stranded }) {
  const settled = (/** @type {string} */ id) => queue.includes(id) || done.includes(id);
  const held = joined(now.held, now.queue).filter((id) => !settled(id));
  const called = now.called && now.disk === "ok"; // what the other pages hold may have changed while the storage was away
  return { ...now, disk: "ok", read: true, called, queue, since, held, others, stranded, just: now.just && queue.length > 0 };
}

/**
 * @param {Ledger} now
 * @param {Event} event
 * @returns {Ledger} what the page knows after something has happened
 */
export function step(now, event) {
  return STEPS[event.kind](now, event);
}

/**
 * @param {Ledger} now
 * @returns {boolean} whether the page takes marks: only while its judge is the one who is signed in here
 */
export function takes(now) {
  return now.who === "mine";
}

/**
 * @param {Ledger} now
 * @returns {number} what would be lost with this page; other pages are told so
 */
export function unsafe(now) {
  return now.writing.length + now.held.length + now.typed;
}
