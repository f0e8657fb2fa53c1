// The device's memory in IndexedDB: queues with their send-only tokens, and the signed-in judge's sheets as shown.
//
// Stable for other pages: open, all, update, keep, and the record of a queue,
//   Memory { place: "edition/section#judge", token, device, queue { next, pending }, settled, calls for help }.
// A mark is written together with the sheet that shows it, in one transaction: what is shown as saved is in the queue.

import { after, afterAll, end, JUDGES, KEYS, open, probe, QUEUES, SHEETS, transact } from "./score_sheet_disk.js";
import { add, emptyQueue, merged, sentAgain, settle } from "./score_sheet_queue.js";
import { applied, overlaid, settled } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_queue.js").Queue} Queue
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Refused} Refused
 * @typedef {{ place: string, device: string, token: string, queue: Queue, settled?: number, calls?: import("./score_sheet_help.js").Call[] }} Memory
 * @typedef {import("./score_sheet_disk.js").Stores} Stores
 */

export { KEYS, open, probe };

const ONLY_HERE = ["unreadable", "sheet_unknown", "operation_id_reused"];

/**
 * @param {any[]} sheets of everyone
 * @param {string} place
 * @returns {Sheet[]} those of one judge
 */
function sheetsOf(sheets, place) {
  return sheets.filter((sheet) => sheet.place === place);
}

/**
 * @param {string} place
 * @returns {Memory} a queue in which nothing is
 */
function blank(place) {
  return { place, device: "", token: "", queue: emptyQueue(), settled: 0 };
}

/**
 * Changes one queue in one transaction, so that two tabs never give the same number twice.
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {(memory: Memory) => Memory} change
 * @returns {Promise<Memory>}
 */
export function update(database, place, change) {
  return transact(database, "readwrite", (stores, give) => {
    after(stores[QUEUES].get(place), (found) => {
      const changed = change(found ?? blank(place));
      stores[QUEUES].put(changed);
      give(changed);
    });
  });
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<Memory[]>} the queues of everyone who marked on this device
 */
export function all(database) {
  return transact(database, "readonly", (stores, give) => after(stores[QUEUES].getAll(), give));
}

/**
 * Puts an operation at the end of a queue, and its effect into the sheet that shows it.
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {Omit<Operation, "seq">} operation
 * @param {boolean} [undoes] whether it takes back the last step of the sheet
 * @param {Memory} [known] the page's own copy of the queue's record, where it is gone: signing out elsewhere drops it, and the token with it
 * @returns {Promise<Memory>}
 */
export function keep(database, place, operation, undoes = false, known = undefined) {
  return transact(database, "readwrite", (stores, give) => {
    after(stores[QUEUES].get(place), (found) => {
      const memory = found ?? (known ? { ...known, queue: { ...known.queue, pending: [] } } : blank(place));
      const changed = { ...memory, queue: add(memory.queue, operation) };
      stores[QUEUES].put(changed);
      give(changed);
    });
    after(stores[SHEETS].get([place, operation.sheet]), (sheet) => {
      if (sheet && !stands(sheet, operation)) stores[SHEETS].put(applied(sheet, operation, undoes));
      end(stores); // both records have been asked for by now
    });
  });
}

/**
 * @param {Sheet} sheet
 * @param {Omit<Operation, "seq">} operation
 * @returns {boolean} whether the sheet shows the operation already
 */
function stands(sheet, operation) {
  return sheet.criteria.some((criterion) => criterion.operation === operation.id);
}

/**
 * Puts back what a page knows and the storage has not, after it was cleared, closed or full; what was settled meanwhile stays settled.
 * @param {IDBDatabase} database
 * @param {Memory[]} memories
 * @param {Kept | null} kept
 * @returns {Promise<void>}
 */
export function restore(database, memories, kept) {
  return transact(database, "readwrite", (stores) => {
    for (const memory of memories) {
      after(stores[QUEUES].get(memory.place), (found) => stores[QUEUES].put(found ? { ...found, token: found.token || memory.token, queue: merged(found.queue, memory.queue) } : memory));
    }
    if (kept) after(stores[JUDGES].get(kept.place), (found) => { if (!found || kept.sheets.some((sheet) => sheet.changed)) writeKept(stores, kept); });
  });
}

/**
 * Changes what only the device knows of a sheet: what is typed and cannot be given yet, and whether the judge has met the team.
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {number | string} id
 * @param {Partial<Sheet>} more
 * @returns {Promise<void>}
 */
export function note(database, place, id, more) {
  return transact(database, "readwrite", (stores) => after(stores[SHEETS].get([place, id]), (sheet) => { if (sheet) stores[SHEETS].put({ ...sheet, ...more }); }));
}

/**
 * Takes the server's answers: what it has kept leaves the queue, what it did not take is noted on the sheet and in the list.
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {Operation[]} operations what was sent
 * @param {Answer[]} answers
 * @returns {Promise<Memory>}
 */
export function hear(database, place, operations, answers) {
  return transact(database, "readwrite", (stores, give) => {
    after(stores[QUEUES].get(place), (found) => {
      const memory = found ?? blank(place);
      const changed = { ...memory, queue: settle(memory.queue, answers), settled: (memory.settled ?? 0) + 1 };
      stores[QUEUES].put(changed);
      give(changed);
    });
    after(stores[JUDGES].get(place), (kept) => {
      if (!kept) return;
      const touched = [...new Set(operations.map((operation) => operation.sheet))];
      afterAll(touched.map((id) => stores[SHEETS].get([place, id])), (found) => {
        const sheets = found.filter(Boolean);
        const { sheets: changed, ...rest } = settled({ ...kept, sheets }, operations, answers);
        stores[JUDGES].put(rest);
        writeSheets(stores, place, changed, sheets);
      });
    });
  });
}

/**
 * @param {{ order: number[] }} judge
 * @param {Sheet[]} sheets
 * @returns {Sheet[]} the sheets in the order in which the server gave them
 */
function ordered(judge, sheets) {
  const found = new Map(sheets.map((sheet) => [sheet.id, sheet]));
  return /** @type {Sheet[]} */ (judge.order.map((id) => found.get(id)).filter(Boolean));
}

/**
 * @param {Stores} stores
 * @param {Kept} kept
 */
function writeKept(stores, kept) {
  const { sheets, ...rest } = kept;
  stores[JUDGES].put({ ...rest, order: sheets.map((sheet) => sheet.id) });
  writeSheets(stores, kept.place, sheets);
}

/**
 * @param {Stores} stores
 * @param {string} place
 * @param {Sheet[]} sheets
 * @param {Sheet[]} [before] what is there and need not be written again
 */
function writeSheets(stores, place, sheets, before = []) {
  for (const sheet of sheets) {
    if (!before.includes(sheet)) stores[SHEETS].put({ ...sheet, place });
  }
}

/**
 * @param {Kept} kept
 * @param {(Sheet & { place: string })[]} before
 * @returns {Kept} with the steps that can be undone, where the rubric is still the same
 */
function withHistory(kept, before) {
  const sheets = kept.sheets.map((sheet) => {
    const there = before.find((one) => one.place === kept.place && one.id === sheet.id);
    if (!there) return { ...sheet, history: [] };
    return { ...sheet, history: there.history ?? [], drafts: there.drafts, met: there.met };
  });
  return { ...kept, sheets };
}

/**
 * Replaces a judge's sheets by what the server gives, with the unsent operations over it; sheets of others go.
 * @param {IDBDatabase} database
 * @param {Kept} fresh
 * @param {number} heardBefore how often answers had been heard when the server was asked; null is given when there were more since
 * @returns {Promise<Kept | null>}
 */
export function replace(database, fresh, heardBefore) {
  return transact(database, "readwrite", (stores, give) => {
    after(stores[QUEUES].get(fresh.place), (found) => {
      const memory = found ?? blank(fresh.place);
      give(null);
      if ((memory.settled ?? 0) !== heardBefore) return;
      after(stores[SHEETS].getAll(), (before) => after(stores[JUDGES].getAll(), (judges) => {
        const judge = judges.find((/** @type {Kept} */ one) => one.place === fresh.place);
        const here = judge ? judge.refused.filter((/** @type {Refused} */ one) => ONLY_HERE.includes(one.code)) : [];
        const restored = Boolean(judge && (fresh.restored || (fresh.revision ?? 0) < (judge.revision ?? 0)));
        const queue = restored ? sentAgain(memory.queue, judge?.sent ?? []) : memory.queue;
        if (restored) stores[QUEUES].put({ ...memory, queue });
        const known = { sent: restored ? [] : judge?.sent, restored: restored || Boolean(judge?.restored) };
        const kept = withHistory(overlaid({ ...fresh, ...known, refused: [...here, ...fresh.refused] }, queue.pending), before);
        for (const { place } of judges.filter((/** @type {Kept} */ one) => one.person !== fresh.person || one.place === fresh.place)) {
          stores[JUDGES].delete(place);
          for (const sheet of sheetsOf(before, place)) stores[SHEETS].delete([place, sheet.id]);
        }
        writeKept(stores, kept);
        give(kept);
      }));
    });
  });
}

/**
 * @param {IDBDatabase} database
 * @param {string} section
 * @param {string} person whose page this is; empty where the page does not know, since it was kept by the device
 * @returns {Promise<Kept | null>} what is kept of the judge who is signed in on this device
 */
export function load(database, section, person) {
  return transact(database, "readonly", (stores, give) => {
    after(stores[JUDGES].getAll(), (judges) => {
      const judge = judges.find((/** @type {Kept} */ one) => one.section === section && (!person || String(one.person) === person));
      give(null);
      if (!judge) return;
      after(stores[SHEETS].getAll(), (found) => give({ ...judge, sheets: ordered(judge, sheetsOf(found, judge.place)) }));
    });
  });
}

/**
 * Forgets everybody's sheets, and the queues in which nothing waits; what is unsent stays.
 * @param {IDBDatabase} database
 * @returns {Promise<void>}
 */
export function forget(database) {
  return transact(database, "readwrite", (stores) => {
    stores[JUDGES].clear();
    stores[SHEETS].clear();
    dropEmpty(stores, []);
  });
}

/**
 * Drops the queues, and with them the tokens, of those who are not signed in here any more and of whom everything is sent.
 * @param {IDBDatabase} database
 * @returns {Promise<void>}
 */
export function tidy(database) {
  return transact(database, "readwrite", (stores) => after(stores[JUDGES].getAllKeys(), (places) => dropEmpty(stores, places)));
}

/**
 * @param {Stores} stores
 * @param {string[]} except
 */
function dropEmpty(stores, except) {
  after(stores[QUEUES].getAll(), (memories) => {
    for (const { place, queue, calls = [] } of memories) {
      if (queue.pending.length + calls.length === 0 && !except.includes(place)) stores[QUEUES].delete(place);
    }
  });
}
