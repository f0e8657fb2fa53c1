// A stand-in for the device's storage, in the memory of one page: the part of IndexedDB that score_sheet_store.js uses.

/** @typedef {Map<string, any>} Records by their key as text */

class Store {
  /**
   * @param {Records} records
   * @param {string | string[]} keyPath
   * @param {Set<Promise<void>>} running
   */
  constructor(records, keyPath, running) {
    this.records = records;
    this.keyPath = keyPath;
    this.running = running;
  }

  /** @param {any} record */
  put(record) {
    const key = Array.isArray(this.keyPath) ? this.keyPath.map((name) => record[name]) : record[this.keyPath];
    return this.ask(() => void this.records.set(JSON.stringify(key), record));
  }

  /** @param {IDBValidKey} key */
  get(key) {
    return this.ask(() => this.records.get(JSON.stringify(key)));
  }

  /** @param {IDBValidKey} key */
  delete(key) {
    return this.ask(() => void this.records.delete(JSON.stringify(key)));
  }

  clear() {
    return this.ask(() => this.records.clear());
  }

  getAll() {
    return this.ask(() => [...this.records.values()]);
  }

  getAllKeys() {
    return this.ask(() => [...this.records.keys()].map((key) => JSON.parse(key)));
  }

  /** @param {() => unknown} work */
  ask(work) {
    /** @type {any} */
    const request = { result: work(), onsuccess: null };
    const told = Promise.resolve().then(() => { if (request.onsuccess) request.onsuccess(); });
    this.running.add(told);
    void told.then(() => this.running.delete(told));
    return request;
  }
}

/**
 * @param {Record<string, string | string[]>} keys by the name of each store
 * @returns {any} a database that forgets everything with the page
 */
export function ram(keys) {
  /** @type {Record<string, Records>} */
  const all = {};
  for (const name of Object.keys(keys)) all[name] = new Map();
  return {
    transaction() {
      /** @type {Set<Promise<void>>} */
      const running = new Set();
      /** @type {any} */
      const transaction = { oncomplete: null, objectStore: (/** @type {string} */ name) => new Store(all[name], keys[name], running) };
      void settled(running).then(() => transaction.oncomplete());
      return transaction;
    },
    close() {},
  };
}

/** @param {Set<Promise<void>>} running @returns {Promise<void>} when nothing is asked any more */
async function settled(running) {
  do await Promise.all([...running]);
  while (running.size > 0);
}
