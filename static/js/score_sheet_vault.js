// Where a page keeps gestures: the device's storage while it works, the page's own memory while it does not. Nothing that is known is left behind.

import { ram } from "./score_sheet_ram.js";
import { KEYS, open, probe, restore } from "./score_sheet_store.js";

/**
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {{ memories: Memory[], kept: Kept | null }} Known what the page knows of what is stored
 */

const PATIENCE = 8_000;

/** @type {Vault | null} */
let here = null;

/** @returns {Vault | null} the one of the console on this page */
export function vaultHere() {
  return here;
}

export class Vault {
  /**
   * @param {() => Known} known
   * @param {(disk: "ok" | "lost") => void} told
   */
  constructor(known, told) {
    this.known = known;
    this.told = told;
    /** @type {IDBDatabase | null} */
    this.disk = null;
    /** @type {any} the page's own memory, while the storage does not work */
    this.memory = null;
    /** @type {Promise<void> | null} */
    this.mending = null;
    this.opened = 0; // how often the storage was begun from what the page knew
    here = this;
  }

  /** Opens the storage; without one the page's memory stands in. */
  async begin() {
    try {
      await this.connect();
    } catch {
      await this.fall();
    }
  }

  async connect() {
    const disk = await inTime(open());
    await inTime(probe(disk));
    disk.addEventListener("close", () => void this.lose(disk));
    disk.onversionchange = () => { disk.close(); void this.lose(disk); };
    this.disk = disk;
  }

  /** @param {IDBDatabase} disk whose connection has ended: the browser cleared or upgraded it, or the system took it */
  async lose(disk) {
    if (this.disk !== disk) return;
    this.disk = null;
    this.told("lost");
    await this.mend();
  }

  /**
   * Does work on the storage; when it fails the storage is opened again once, then the page's memory takes over.
   * @template Result
   * @param {(database: IDBDatabase) => Promise<Result>} work
   * @returns {Promise<Result>}
   */
  async run(work) {
    if (this.mending) await this.mending;
    if (this.disk && !this.memory) {
      try {
        return await inTime(work(this.disk));
      } catch {
        this.disk = null;
        this.told("lost");
        await this.mend();
      }
    }
    try {
      return await inTime(work(/** @type {IDBDatabase} */ (this.memory || this.disk)));
    } catch (problem) {
      if (this.memory) throw problem;
      this.disk = null;
      await this.fall();
      return work(this.memory);
    }
  }

  /**
   * Does work that nothing may leave behind: once more where the storage was begun meanwhile from what the page knew before.
   * @template Result
   * @param {(database: IDBDatabase) => Promise<Result>} work that may be done twice
   * @param {(result: Result) => void} know
   * @returns {Promise<void>}
   */
  async hold(work, know) {
    for (let opened = -1; opened !== this.opened; ) {
      opened = this.opened;
      know(await this.run(work));
    }
  }

  /** Opens the storage again and puts back what is missing there. @returns {Promise<void>} */
  mend() {
    if (!this.mending) this.mending = this.reopen().catch(() => this.fall()).then(() => { this.mending = null; });
    return this.mending;
  }

  async reopen() {
    this.opened += 1;
    const { memories, kept } = this.known();
    await this.connect();
    await inTime(restore(/** @type {IDBDatabase} */ (this.disk), memories, kept));
    this.memory = null;
    this.told("ok");
  }

  async fall() {
    this.told("lost");
    if (this.memory) return;
    this.opened += 1;
    const { memories, kept } = this.known();
    this.memory = ram(KEYS);
    await restore(this.memory, memories, kept);
  }

  /** Tries whether the storage works again. */
  async recover() {
    if (this.memory) await this.mend();
  }
}

/**
 * @template Result
 * @param {Promise<Result>} work storage that hangs is storage that does not work
 * @returns {Promise<Result>}
 */
function inTime(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the storage does not answer")), PATIENCE);
    work.then((result) => { clearTimeout(timer); resolve(result); }, (problem) => { clearTimeout(timer); reject(problem); });
  });
}
