// Sends what waits on this device, of every judge who marked here, each with the judge's own send-only token.

import { batch, renumber, settle, waiting } from "./score_sheet_queue.js";
import { all, update } from "./score_sheet_store.js";

/**
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 */

const PATIENCE = 10_000;
const SHORTEST = 1_000;
const LONGEST = 15_000;

export class Sender {
  /**
   * @param {IDBDatabase} database
   * @param {string} address where operations go
   * @param {(place: string) => Promise<{ device: string, token: string } | null>} enrol gets this judge's token
   * @param {(memories: Memory[], reached: boolean, answers: Answer[]) => void} tell
   */
  constructor(database, address, enrol, tell) {
    this.database = database;
    this.address = address;
    this.enrol = enrol;
    this.tell = tell;
    this.pause = SHORTEST;
    /** @type {Promise<boolean> | null} */
    this.running = null;
    this.timer = 0;
  }

  /** @returns {Promise<boolean>} whether nothing waits any more */
  flush() {
    clearTimeout(this.timer);
    this.running ??= this.round().finally(() => { this.running = null; });
    return this.running;
  }

  /** @returns {Promise<boolean>} */
  async round() {
    let reached = true;
    /** @type {Answer[]} */
    const answers = [];
    for (const memory of await all(this.database)) {
      try {
        answers.push(...(await this.send(memory)));
      } catch {
        reached = false;
      }
    }
    const memories = await all(this.database);
    const left = memories.some((memory) => memory.queue.pending.length > 0);
    this.tell(memories, reached, answers);
    this.pause = reached ? SHORTEST : Math.min(this.pause * 2, LONGEST);
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
      const before = left.queue.pending.length;
      const answers = await this.post(left);
      heard.push(...answers);
      left = await update(this.database, left.place, (now) => ({ ...now, queue: settle(now.queue, answers) }));
      if (left.queue.pending.length >= before && !answers.some((answer) => answer.outcome === "again")) break;
    }
    return heard;
  }

  /**
   * @param {Memory} memory
   * @returns {Promise<Memory>}
   */
  async enrolled(memory) {
    const given = await this.enrol(memory.place);
    if (!given) throw new Error("no token");
    return update(this.database, memory.place, (now) => (now.token ? now : { ...now, ...given, queue: renumber(now.queue, 1) }));
  }

  /**
   * @param {Memory} memory
   * @returns {Promise<Answer[]>}
   */
  async post(memory) {
    const operations = batch(memory.queue);
    const left = waiting({ ...memory.queue, pending: memory.queue.pending.slice(operations.length) });
    const answer = await fetch(this.address, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${memory.token}` },
      body: JSON.stringify({ operations, waiting: left.count, waiting_since: left.since }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 401) await update(this.database, memory.place, (now) => ({ ...now, token: "", device: "" }));
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()).answers;
  }
}
