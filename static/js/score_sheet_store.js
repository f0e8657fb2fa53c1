// The device's memory in IndexedDB: queues with their send-only tokens, and the signed-in judge's sheets as shown.
//
// Stable for other pages: open, all, update, keep, and the record of a queue,
//   Memory { place: "edition/section#judge", token, device, queue { next, pending }, settled, calls for help }.
// A mark is written together with the sheet that shows it, in one transaction: what is shown as saved is in the queue.

import { add, emptyQueue, settle } from "./score_sheet_queue.js";
import { applied, overlaid, settled } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_queue.js").Queue} Queue
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Refused} Refused
 * @typedef {{ place: string, device: string, token: string, queue: Queue, settled?: number, calls?: import("./score_sheet_help.js").Call[] }} Memory
 * @typedef {Record<string, IDBObjectStore>} Stores
 */

const NAME = "olympiad";
const QUEUES = "queues";
const JUDGES = "judges";
const SHEETS = "sheets";
const KEYS = { [QUEUES]: "place", [JUDGES]: "place", [SHEETS]: ["place", "id"] };
const ONLY_HERE = ["unreadable", "sheet_unknown", "operation_id_reused"];

/** @returns {Promise<IDBDatabase>} the device's database; rejected where storage is denied */
export function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 2);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      for (const [name, keyPath] of Object.entries(KEYS)) if (!there.contains(name)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs work in one transaction over all records; resolves when it is on the disk, with what the work gave.
 * @template Result
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(stores: Stores, give: (result: Result) => void) => void} work
 * @returns {Promise<Result>}
 */
function transact(database, mode, work) {
  return new Promise((resolve, reject) => {
    const names = Object.keys(KEYS);
    const transaction = database.transaction(names, mode, { durability: "strict" });
    /** @type {Result} */
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    work(stores, (given) => { result = given; });
  });
}

/**
 * Reads one record and goes on with it in the same transaction.
 * @param {IDBRequest} request
 * @param {(found: any) => void} then
 */
function after(request, then) {
  request.onsuccess = () => then(request.result);
}

/**
 * @param {string} place
 * @returns {IDBKeyRange} the keys of a judge's sheets
 */
function sheetsOf(place) {
  return IDBKeyRange.bound([place, 0], [place, Infinity]);
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
 * @returns {Promise<Memory>}
 */
export function keep(database, place, operation, undoes = false) {
  return transact(database, "readwrite", (stores, give) => {
    after(stores[QUEUES].get(place), (found) => {
      const memory = found ?? blank(place);
      const changed = { ...memory, queue: add(memory.queue, operation) };
      stores[QUEUES].put(changed);
      give(changed);
    });
    after(stores[SHEETS].get([place, operation.sheet]), (sheet) => {
      if (sheet) stores[SHEETS].put(applied(sheet, operation, undoes));
    });
  });
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
      after(stores[SHEETS].getAll(sheetsOf(place)), (found) => {
        const sheets = ordered(kept, found);
        const heard = settled({ ...kept, sheets }, operations, answers);
        writeKept(stores, heard, sheets);
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
 * @param {Sheet[]} [before] what is there and need not be written again
 */
function writeKept(stores, kept, before = []) {
  const { sheets, ...rest } = kept;
  stores[JUDGES].put({ ...rest, order: sheets.map((sheet) => sheet.id) });
  for (const sheet of sheets) {
    if (!before.includes(sheet)) stores[SHEETS].put({ ...sheet, place: kept.place });
  }
}

/**
 * @param {Kept} kept
 * @param {(Sheet & { place: string })[]} before
 * @returns {Kept} with the steps that can be undone, where the rubric is still the same
 */
function withHistory(kept, before) {
  const sheets = kept.sheets.map((sheet) => {
    const there = before.find((one) => one.place === kept.place && one.id === sheet.id && one.rubric_version === sheet.rubric_version);
    return there?.history ? { ...sheet, history: there.history } : { ...sheet, history: [] };
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
        const here = judges.find((/** @type {Kept} */ one) => one.place === fresh.place)?.refused.filter((/** @type {Refused} */ one) => ONLY_HERE.includes(one.code)) ?? [];
        const kept = withHistory(overlaid({ ...fresh, refused: [...here, ...fresh.refused] }, memory.queue.pending), before);
        for (const judge of judges.filter((/** @type {Kept} */ one) => one.person !== fresh.person || one.place === fresh.place)) {
          stores[JUDGES].delete(judge.place);
          stores[SHEETS].delete(sheetsOf(judge.place));
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
 * @param {number} person whose page this is; 0 where the page does not know, since it was kept by the device
 * @returns {Promise<Kept | null>} what is kept of the judge who is signed in on this device
 */
export function load(database, section, person) {
  return transact(database, "readonly", (stores, give) => {
    after(stores[JUDGES].getAll(), (judges) => {
      const judge = judges.find((/** @type {Kept} */ one) => one.section === section && (!person || one.person === person));
      give(null);
      if (!judge) return;
      after(stores[SHEETS].getAll(sheetsOf(judge.place)), (found) => give({ ...judge, sheets: ordered(judge, found) }));
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

/**
 * Writes and reads something, so that storage that is full or only seems to be there is known before marking starts.
 * @param {IDBDatabase} database
 * @returns {Promise<void>}
 */
export function probe(database) {
  return transact(database, "readwrite", (stores) => {
    stores[JUDGES].put({ place: "probe", section: "", filling: "x".repeat(65_536) });
    stores[JUDGES].delete("probe");
  });
}
