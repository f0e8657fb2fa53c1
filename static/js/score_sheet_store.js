// The device's memory: one record per judge and section with the send-only token and the queue, in IndexedDB.

import { add, emptyQueue } from "./score_sheet_queue.js";

/**
 * @typedef {import("./score_sheet_queue.js").Queue} Queue
 * @typedef {{ place: string, device: string, token: string, queue: Queue }} Memory
 */

const NAME = "olympiad";
const STORE = "queues";

/** @returns {Promise<IDBDatabase>} the device's database; rejected where storage is denied */
export function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "place" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Changes one record in one transaction, so that two tabs never give the same number twice; resolves when it is on the disk.
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {(memory: Memory) => Memory} change
 * @returns {Promise<Memory>}
 */
export function update(database, place, change) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
    const records = transaction.objectStore(STORE);
    /** @type {Memory} */
    let after;
    const found = records.get(place);
    found.onsuccess = () => {
      after = change(found.result ?? { place, device: "", token: "", queue: emptyQueue() });
      records.put(after);
    };
    transaction.oncomplete = () => resolve(after);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<Memory[]>} the records of everyone who marked on this device
 */
export function all(database) {
  return new Promise((resolve, reject) => {
    const found = database.transaction(STORE).objectStore(STORE).getAll();
    found.onsuccess = () => resolve(found.result);
    found.onerror = () => reject(found.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @param {string} place
 * @param {Omit<import("./score_sheet_queue.js").Operation, "seq">} operation
 * @returns {Promise<Memory>}
 */
export function keep(database, place, operation) {
  return update(database, place, (memory) => ({ ...memory, queue: add(memory.queue, operation) }));
}
