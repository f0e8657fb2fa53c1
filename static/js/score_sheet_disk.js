// The device's storage itself: IndexedDB, its stores, one transaction at a time, and whether it takes anything.

/** @typedef {Record<string, IDBObjectStore>} Stores */

const NAME = "olympiad";
export const QUEUES = "queues";
export const JUDGES = "judges";
export const SHEETS = "sheets";
/** @type {Record<string, string | string[]>} */
export const KEYS = { [QUEUES]: "place", [JUDGES]: "place", [SHEETS]: ["place", "id"] };

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
    request.onblocked = () => reject(new Error("blocked"));
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
export function transact(database, mode, work) {
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
 * Ends a transaction that asks for nothing more: the disk need not wait until a busy page has heard that each record was taken.
 * Browsers before 2021 end it by themselves.
 * @param {Stores} stores
 */
export function end(stores) {
  stores[QUEUES].transaction?.commit?.();
}

/**
 * Reads one record and goes on with it in the same transaction.
 * @param {IDBRequest} request
 * @param {(found: any) => void} then
 */
export function after(request, then) {
  request.onsuccess = () => then(request.result);
}

/**
 * Reads several records, and goes on with them in the same transaction.
 * @param {IDBRequest[]} requests
 * @param {(found: any[]) => void} then
 */
export function afterAll(requests, then) {
  if (requests.length === 0) then([]);
  let left = requests.length;
  for (const request of requests) after(request, () => { left -= 1; if (left === 0) then(requests.map((one) => one.result)); });
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
