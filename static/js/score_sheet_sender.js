// Sends what waits on this device, of every judge who marked here, each with the judge's own send-only token.

import { batch, MOST_AT_ONCE, renumber, waiting } from "./score_sheet_queue.js";
import { all, hear, update } from "./score_sheet_store.js";

/**
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {{ memories: Memory[], reached: boolean, locked: boolean, answers: Answer[] }} Round
 */

const PATIENCE = 10_000;
const SHORTEST = 1_000;
const LONGEST = 15_000;

export class Sender {
  /**
   * @param {IDBDatabase} database
   * @param {string} address where operations go
   * @param {(place: string) => Promise<{ device: string, token: string } | null>} enrol gets this judge's token
   * @param {(round: Round) => void} tell
   * @param {Record<string, string>} told what is said of this device with each list: level, version
   */
  constructor(database, address, enrol, tell, told = {}) {
    this.database = database;
    this.address = address;
    this.enrol = enrol;
    this.tell = tell;
    this.told = told;
    this.pause = SHORTEST;
    /** @type {Promise<boolean> | null} */
    this.running = null;
    this.timer = 0;
    this.again = false;
    this.most = MOST_AT_ONCE;
  }

  /** @returns {Promise<boolean>} whether nothing waits any more */
  flush() {
    clearTimeout(this.timer);
    this.again = this.running !== null;
    this.running ??= this.rounds().finally(() => { this.running = null; });
    return this.running;
  }

  /** @returns {Promise<boolean>} */
  async rounds() {
    let done = await this.round();
    while (this.again) {
      this.again = false;
      done = await this.round();
    }
    return done;
  }

  /** @returns {Promise<boolean>} */
  async round() {
    let [reached, locked] = [true, false];
    this.most = MOST_AT_ONCE;
    /** @type {Answer[]} */
    const answers = [];
    for (const memory of await all(this.database)) {
      try {
        answers.push(...(await this.send(memory)));
      } catch (problem) {
        if (problem instanceof LockedOut) locked = true;
        else reached = false;
      }
    }
    const memories = await all(this.database);
    const left = memories.some((memory) => memory.queue.pending.length > 0);
    this.tell({ memories, reached, locked, answers });
    this.pause = reached && !locked ? SHORTEST : Math.min(this.pause * 2, LONGEST);
    if (left) this.timer = window.setTimeout(() => void this.flush(), this.pause);
    return !left;
  }

  /**
   * @param {Memory} memory
   * @returns {Promise<Answer[]>}
   */
  async send(memory) {
    /** @type {Answer[]} */
    const heard = [];
    let left = memory;
    while (left.queue.pending.length > 0) {
      if (!left.token) left = await this.enrolled(left);
      const sent = batch(left.queue).slice(0, this.most);
      const answers = await this.post(left, sent).catch((problem) => this.setAside(problem, sent));
      heard.push(...answers);
      const before = left.queue.pending.length;
      left = await hear(this.database, left.place, sent, answers);
      if (left.queue.pending.length >= before && !answers.some((answer) => answer.outcome === "again")) break;
    }
    return heard;
  }

  /**
   * What the server cannot read must not hold up the rest: it is looked for one by one, and noted as not taken.
   * @param {unknown} problem
   * @param {import("./score_sheet_queue.js").Operation[]} sent
   * @returns {Answer[]}
   */
  setAside(problem, sent) {
    if (!(problem instanceof Unreadable)) throw problem;
    this.most = 1;
    if (sent.length > 1) return [{ id: "", seq: 0, outcome: "again", code: "unreadable", fields: { next: sent[0].seq }, current: null }];
    this.most = MOST_AT_ONCE;
    return [{ id: sent[0].id, seq: sent[0].seq, outcome: "refused", code: "unreadable", fields: {}, current: null }];
  }

  /**
   * @param {Memory} memory
   * @returns {Promise<Memory>}
   */
  async enrolled(memory) {
    const given = await this.enrol(memory.place);
    if (!given) throw new LockedOut();
    const { device, token } = given;
    return update(this.database, memory.place, (now) => (now.token ? now : { ...now, device, token, queue: renumber(now.queue, 1) }));
  }

  /**
   * Tells the server that this device is there and how much waits on it.
   * @param {string} place
   * @returns {Promise<void>}
   */
  async greet(place) {
    const found = (await all(this.database)).find((memory) => memory.place === place);
    const memory = found?.token ? found : await this.enrolled(found ?? (await update(this.database, place, (now) => now)));
    if (memory.queue.pending.length === 0) await this.post(memory, []);
  }

  /**
   * @param {Memory} memory
   * @param {import("./score_sheet_queue.js").Operation[]} operations
   * @returns {Promise<Answer[]>}
   */
  async post(memory, operations) {
    const left = waiting({ ...memory.queue, pending: memory.queue.pending.slice(operations.length) });
    const answer = await fetch(this.address, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${memory.token}`, "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ ...this.told, operations, waiting: left.count, waiting_since: left.since }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 401) {
      await update(this.database, memory.place, (now) => (now.token === memory.token ? { ...now, token: "", device: "" } : now));
      throw new LockedOut();
    }
    if ([400, 413].includes(answer.status) && (await isOurs(answer))) throw new Unreadable();
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()).answers;
  }
}

/** The server does not know this device, and nobody who is signed in here can change that. */
export class LockedOut extends Error {}

/**
 * @param {Response} answer
 * @returns {Promise<boolean>} whether our server gave it, not something on the way
 */
async function isOurs(answer) {
  const body = await answer.json().catch(() => null);
  return typeof body?.error?.reference === "string";
}

/** The server cannot read what was sent. */
class Unreadable extends Error {}
