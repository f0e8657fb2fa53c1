// Sends what waits on this device, of every judge who marked here, each with the judge's own send-only token.

import { ask, Foreign, json, Refused, Unreached } from "./score_sheet_net.js";
import { batch, MOST_AT_ONCE, renumber, waiting } from "./score_sheet_queue.js";
import { all, hear, update } from "./score_sheet_store.js";

/**
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {import("./score_sheet_queue.js").Answer} Answer
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {{ run: <Result>(work: (database: IDBDatabase) => Promise<Result>) => Promise<Result> }} Vault
 * @typedef {{ memories: Memory[], reached: "ok" | "off" | "foreign", locked: boolean, answers: Answer[] }} Round
 */

const PATIENCE = 10_000;
const SHORTEST = 1_000;
const LONGEST = 15_000;

export class Sender {
  /**
   * @param {Vault} vault
   * @param {string} address where operations go
   * @param {(place: string) => Promise<{ device: string, token: string } | null>} enrol gets a judge's token; null where that judge is not signed in here
   * @param {(round: Round) => unknown} tell
   * @param {() => Record<string, unknown>} told what is said of this device with each list: level, version, what it holds
   * @param {(memory: Memory) => void} know a judge has a token now: the page must know it as soon as the storage does
   */
  constructor(vault, address, enrol, tell, told = () => ({}), know = () => undefined) {
    this.vault = vault;
    this.address = address;
    this.enrol = enrol;
    this.tell = tell;
    this.told = told;
    this.know = know;
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
    if (!this.running) this.running = this.rounds().finally(() => { this.running = null; });
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
    /** @type {Round} */
    const round = { memories: [], reached: "ok", locked: false, answers: [] };
    this.most = MOST_AT_ONCE;
    for (const memory of await this.vault.run(all)) {
      try {
        await this.send(memory, round.answers);
      } catch (problem) {
        if (problem instanceof LockedOut) round.locked = true;
        else if (problem instanceof Unreached) round.reached = problem instanceof Foreign ? "foreign" : "off";
        else if (!(problem instanceof Refused)) throw problem;
      }
    }
    round.memories = await this.vault.run(all);
    const left = round.memories.some((memory) => memory.queue.pending.length > 0 && memory.token);
    this.tell(round);
    this.pause = round.reached === "ok" && !round.locked ? SHORTEST : Math.min(this.pause * 2, LONGEST);
    if (left || round.locked || round.reached !== "ok") this.timer = window.setTimeout(() => void this.flush(), this.pause);
    return !round.memories.some((memory) => memory.queue.pending.length > 0);
  }

  /**
   * @param {Memory} memory
   * @param {Answer[]} heard
   */
  async send(memory, heard) {
    let left = memory;
    while (left.queue.pending.length > 0) {
      if (!left.token) left = await this.enrolled(left);
      if (!left.token) return; // another judge's: it can only go when that judge signs in here again
      const sent = batch(left.queue).slice(0, this.most);
      const answers = await this.post(left, sent).catch((problem) => this.setAside(problem, sent));
      heard.push(...answers);
      const [place, before] = [left.place, left.queue.pending.length];
      left = await this.vault.run((database) => hear(database, place, sent, answers));
      if (left.queue.pending.length >= before && !answers.some((answer) => answer.outcome === "again")) return;
    }
  }

  /**
   * What the server cannot read must not hold up the rest: it is looked for one by one, and noted as not taken.
   * @param {unknown} problem
   * @param {Operation[]} sent
   * @returns {Answer[]}
   */
  setAside(problem, sent) {
    if (!(problem instanceof Refused) || ![400, 413].includes(problem.status)) throw problem;
    this.most = 1;
    if (sent.length > 1) return [{ id: "", seq: 0, outcome: "again", code: "unreadable", fields: { next: sent[0].seq }, current: null }];
    this.most = MOST_AT_ONCE;
    return [{ id: sent[0].id, seq: sent[0].seq, outcome: "refused", code: "unreadable", fields: {}, current: null }];
  }

  /**
   * @param {Memory} memory
   * @returns {Promise<Memory>} with a token, where there is one for its judge
   */
  async enrolled(memory) {
    const given = await this.enrol(memory.place);
    if (!given) return memory;
    const { device, token } = given;
    const now = await this.vault.run((database) => update(database, memory.place, (old) => (old.token ? old : { ...old, device, token, queue: renumber(old.queue, 1) })));
    this.know(now);
    return now;
  }

  /**
   * Tells the server that this device is there and how much waits on it.
   * @param {string} place
   * @returns {Promise<void>}
   */
  async greet(place) {
    const found = (await this.vault.run(all)).find((memory) => memory.place === place);
    const blank = found || (await this.vault.run((database) => update(database, place, (now) => now)));
    const memory = blank.token ? blank : await this.enrolled(blank);
    if (memory.token && memory.queue.pending.length === 0) await this.post(memory, []);
  }

  /**
   * @param {Memory} memory
   * @param {Operation[]} operations
   * @returns {Promise<Answer[]>}
   */
  async post(memory, operations) {
    const left = waiting({ ...memory.queue, pending: memory.queue.pending.slice(operations.length) });
    try {
      const answer = await ask(this.address, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${memory.token}`, "Accept-Language": document.documentElement.lang },
        body: JSON.stringify({ ...this.told(), operations, waiting: left.count, waiting_since: left.since }),
      }, PATIENCE);
      return (await json(answer)).answers;
    } catch (problem) {
      if (!(problem instanceof Refused) || problem.status !== 401) throw problem;
      await this.vault.run((database) => update(database, memory.place, (now) => (now.token === memory.token ? { ...now, token: "", device: "" } : now)));
      throw new LockedOut();
    }
  }
}

/** The server does not know this device any more. */
export class LockedOut extends Error {}
