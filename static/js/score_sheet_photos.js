// The photos that wait on this device: a database of their own, so that the console's may change by itself.

const NAME = "olympiad-photos";
const STORE = "waiting";

/**
 * @typedef {{ id: string, url: string, place?: string, photo: Blob, name: string, criterion: string, caption: string, at: string }} Waiting
 */

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template Result
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<Result>} work
 * @returns {Promise<Result>} what the request gave, when it is on the disk
 */
export async function transact(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, /** @type {any} */ ({ durability: "strict" }));
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => { database.close(); resolve(request.result); };
    transaction.onabort = () => { database.close(); reject(transaction.error); };
  });
}

/**
 * @param {string} place edition/section#judge
 * @returns {Promise<{ count: number, others: number } | null>} how many photos wait of this judge, and of others; null where nobody can look
 */
export async function counts(place) {
  try {
    /** @type {Waiting[]} */
    const waiting = await transact("readonly", (store) => store.getAll());
    const mine = waiting.filter((one) => !one.place || one.place === place).length;
    return { count: mine, others: waiting.length - mine };
  } catch {
    return null;
  }
}

const EDGE = 2_048;
const SMALL = 900_000;

/**
 * Makes a large picture of a phone smaller before anything else: it waits, and travels, in a tenth of the size.
 * @param {File | Blob} photo
 * @returns {Promise<Blob>} the photo itself where it is small, or where the browser cannot draw it
 */
export async function smaller(photo) {
  if (photo.size <= SMALL) return photo;
  try {
    const picture = await draw(photo);
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const drawing = canvas.getContext("2d");
    if (!drawing) return photo;
    drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
    return found && found.size < photo.size ? found : photo;
  } catch {
    return photo;
  }
}

/**
 * @param {Blob} photo
 * @returns {Promise<HTMLImageElement>}
 */
function draw(photo) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    const url = URL.createObjectURL(photo);
    picture.onload = () => { URL.revokeObjectURL(url); resolve(picture); };
    picture.onerror = () => { URL.revokeObjectURL(url); reject(new Error("no picture")); };
    picture.src = url;
  });
}
