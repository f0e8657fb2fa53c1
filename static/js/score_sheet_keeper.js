// What a page holds of a judge's sheets: asks the server for them, makes operations, keeps them, hears the answers; the ledger says what is where.

import { battery, level } from "./score_sheet_device.js";
import { begin, step, takes, unsafe } from "./score_sheet_ledger.js";
import { ask, Foreign, json, patience, Refused, Unreached } from "./score_sheet_net.js";
import { counts } from "./score_sheet_photos.js";
import { Sender } from "./score_sheet_sender.js";
import { applied, operationOf } from "./score_sheet_state.js";
import { all, keep, load, note, replace, tidy } from "./score_sheet_store.js";
import { Tabs } from "./score_sheet_tabs.js";
import { truth } from "./score_sheet_truth.js";
import { Vault } from "./score_sheet_vault.js";

/**
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {import("./score_sheet_store.js").Memory} Memory
 * @typedef {{ criterion?: number | null, value?: Partial<Value>, at?: string, undoes?: boolean }} Deed
 * @typedef {{ took: (before: Kept | null) => void, told: () => void, writes: (sheet: Sheet) => void, kept: () => void, takesBack: (sheet: Sheet, criterion: number | null) => void }} Screen what is told when something changes
 */

const PATIENCE = 15_000;
const SLOW = 800;

export class Keeper {
  /**
   * @param {DOMStringMap} settings
   * @param {Screen} screen
   */
  constructor(settings, screen) {
    this.settings = settings;
    this.section = settings.section || "";
    this.person = settings.person || "";
    this.screen = screen;
    this.ledger = begin();
    /** @type {Memory[]} */
    this.memories = [];
    /** @type {Kept | null} */
    this.kept = null;
    this.vault = new Vault(() => ({ memories: this.memories, kept: this.kept }), (disk) => this.hearDisk(disk));
    this.tabs = new Tabs((message) => this.hearPage(message));
    this.sender = new Sender(this.vault, settings.operationsUrl || "", (place) => this.enrol(place), (round) => this.hear(round), () => this.about(), (memory) => this.know(memory));
    this.know = (/** @type {Memory} */ memory) => { this.memories = [...this.memories.filter((one) => one.place !== memory.place), memory]; };
    this.csrf = "";
    this.off = 0;
    this.outdated = false;
    this.sheet = ""; // the one that is open
    /** @type {Promise<void> | null} */
    this.refreshing = null;
    /** @type {Set<string>} operations that this page has made */
    this.made = new Set();
    /** @type {Promise<unknown>} what is being written; the next one waits for it, so that order stays */
    this.writing = Promise.resolve();
    this.waiting = 0; // how much is being written
    this.told = 0;
    this.looking = false;
  }

  /** @param {import("./score_sheet_ledger.js").Event} event */
  step(event) {
    this.ledger = step(this.ledger, event);
    const held = unsafe(this.ledger);
    if (held !== this.told) this.tabs.say({ kind: "holds", count: held });
    this.told = held;
    this.screen.told();
  }

  truth() {
    return truth(this.ledger);
  }

  /** What this device says of itself with each list. */
  about() {
    const { unkept, photos } = this.truth().report;
    return { level: level(), app_version: this.settings.version || "", unkept, photos, battery: battery(), sheet: this.sheet || null };
  }

  /** @param {"ok" | "lost"} disk */
  hearDisk(disk) {
    if (disk === "ok") {
      this.step({ kind: "mended" });
      void this.look();
    } else {
      this.step({ kind: "unreadable" });
      void this.tabs.call().then((count) => this.step({ kind: "called", count }));
    }
  }

  /** @param {import("./score_sheet_tabs.js").Message} message from another page of this browser */
  hearPage(message) {
    if (message.kind === "call" || message.kind === "holds") {
      if (message.kind === "call" && unsafe(this.ledger) > 0) this.tabs.say({ kind: "holds", count: unsafe(this.ledger) });
      if (message.kind === "holds" && this.ledger.called) {
        this.step({ kind: "called", count: this.tabs.elsewhere() });
        void this.reload();
      }
    } else if (message.kind === "person") this.step({ kind: "who", of: !message.person ? "nobody" : String(message.person) === this.person ? "mine" : "other" });
    else void this.reload();
  }

  /** Looks what is where: what other pages hold, what the storage has, which photos wait. */
  async look() {
    this.looking = true;
    this.step({ kind: "called", count: await this.tabs.call() });
    this.looking = false;
    await this.reload();
  }

  /** Sends what waits, says that this device is there, and asks for what is new. */
  async beat() {
    await this.vault.recover();
    await this.greet();
    await this.refresh();
  }

  async greet() {
    await this.sender.flush();
    if (this.kept) await this.sender.greet(this.kept.place).catch(() => undefined);
  }

  /** Asks the server for the judge's sheets, one question at a time. @returns {Promise<void>} */
  refresh() {
    if (!this.refreshing) this.refreshing = this.fetchFresh(true).finally(() => { this.refreshing = null; });
    return this.refreshing;
  }

  /**
   * What was answered meanwhile makes the answer old, then it is asked once more.
   * @param {boolean} again
   * @returns {Promise<void>}
   */
  async fetchFresh(again) {
    const heard = new Map((await this.vault.run(all)).map((memory) => [memory.place, memory.settled ?? 0]));
    try {
      const known = this.kept && !this.kept.stale ? { "If-None-Match": this.kept.etag } : undefined;
      const answer = await ask(this.settings.freshUrl || "", { headers: { Accept: "application/json", "X-Record-Head": (this.kept && this.kept.head) || "", ...known } }, PATIENCE);
      this.csrf = answer.headers.get("X-CSRFToken") || this.csrf;
      this.outdated = (answer.headers.get("X-Console-Version") || this.settings.version) !== this.settings.version;
      this.step({ kind: "reached", locked: this.ledger.locked });
      if (answer.status === 304) this.step({ kind: "who", of: "mine" });
      else if (!(await this.take(await json(answer), answer.headers.get("ETag") || "", heard)) && again) await this.fetchFresh(false);
    } catch (problem) {
      this.miss(problem);
    }
  }

  /**
   * @param {any} given the judge's sheets as the server gives them
   * @param {string} etag
   * @param {Map<string, number>} heard
   * @returns {Promise<boolean>} whether they were still new
   */
  async take(given, etag, heard) {
    if (this.person && String(given.person) !== this.person) {
      this.step({ kind: "who", of: "other" }); // another judge's sheets have no business on this page
      return true;
    }
    this.person = String(given.person);
    this.step({ kind: "who", of: "mine" });
    const place = `${this.section}#${given.judge}`;
    const fresh = { ...given, place, section: this.section, etag, shift: new Date(given.now).getTime() - Date.now() };
    this.off = Math.abs(fresh.shift);
    const taken = await this.vault.run((database) => replace(database, fresh, heard.get(place) ?? 0));
    if (taken) await this.reload();
    if (taken && taken.restored) void this.sender.flush();
    return taken !== null;
  }

  /** @param {unknown} problem */
  miss(problem) {
    if (problem instanceof Refused && [401, 403].includes(problem.status)) this.step({ kind: "who", of: problem.status === 401 ? "nobody" : "other" });
    else if (problem instanceof Unreached) this.step({ kind: "unreached", of: problem instanceof Foreign ? "foreign" : "off" });
  }

  /** Takes over what is kept: another page, the server or an answer has changed it. What is being written just now is waited for. */
  async reload() {
    for (;;) {
      const made = this.made.size;
      await this.writing;
      const [memories, kept] = await this.vault.run((database) => Promise.all([all(database), load(database, this.section, this.person)]));
      if (made !== this.made.size) continue;
      this.memories = memories;
      const before = this.kept;
      if (kept) {
        this.kept = kept;
        this.person = String(kept.person);
      }
      this.stepRead();
      const photos = await counts(this.kept ? this.kept.place : "");
      if (photos) this.step({ kind: "photos", ...photos });
      this.screen.took(before);
      if (!this.ledger.called && !this.looking) void this.look();
      return;
    }
  }

  /** Tells the ledger what the storage has; the page's own memory is no storage. */
  stepRead() {
    if (this.vault.memory) return;
    const mine = this.memory();
    const rest = this.memories.filter((memory) => memory !== mine && memory.queue.pending.length > 0);
    const count = (/** @type {Memory[]} */ some) => some.reduce((sum, memory) => sum + memory.queue.pending.length, 0);
    const pending = mine ? mine.queue.pending : [];
    this.step({
      kind: "read", queue: pending.map((one) => one.id), done: mine?.queue.done ?? [], since: pending.map((one) => one.device_time).sort()[0] ?? "",
      others: count(rest), stranded: count(rest.filter((memory) => !memory.token)),
    });
  }

  /** @returns {Memory | undefined} this judge's queue, as last read */
  memory() {
    return this.memories.find((one) => one.place === this.kept?.place);
  }

  /** Keeps what only the device knows of a sheet. @param {number | string} id @param {Partial<Sheet>} more */
  async remember(id, more) {
    if (!this.kept) return;
    const { place, sheets } = this.kept;
    this.kept = { ...this.kept, sheets: sheets.map((one) => (one.id === id ? { ...one, ...more } : one)) };
    await this.vault.run((database) => note(database, place, id, more));
  }

  /** @returns {string} the number of this device */
  device() {
    return this.memory()?.device ?? "";
  }

  /** @param {import("./score_sheet_sender.js").Round} round */
  async hear(round) {
    this.step({ kind: "heard", ids: round.answers.filter((answer) => answer.outcome !== "again").map((answer) => answer.id) });
    if (round.reached === "ok") this.step({ kind: "reached", locked: round.locked });
    else this.step({ kind: "unreached", of: round.reached });
    if (round.answers.length > 0) {
      this.tabs.say({ kind: "heard" });
      if (round.memories.some((memory) => memory.place !== this.kept?.place)) await this.vault.run(tidy);
    }
    await this.reload();
    if (round.answers.length > 0 && this.kept?.stale) void this.refresh();
  }

  /** @param {string} place */
  async enrol(place) {
    if (!this.kept || place !== this.kept.place || !takes(this.ledger)) return null;
    try {
      const body = JSON.stringify({ section: this.section, judge: this.kept.judge, level: level(), app_version: this.settings.version });
      return await json(await ask(this.settings.devicesUrl || "", await this.signed(body), PATIENCE));
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 409) this.step({ kind: "who", of: "other" });
      else this.miss(problem);
      throw problem;
    }
  }

  /**
   * @param {string} body JSON or fields of a form
   * @returns {Promise<RequestInit>} a request in the name of who is signed in
   */
  async signed(body) {
    if (!this.csrf) await this.refresh();
    const type = body.startsWith("{") ? "json" : "x-www-form-urlencoded";
    return { method: "POST", redirect: "manual", headers: { "Content-Type": `application/${type}`, Accept: "application/json", "X-CSRFToken": this.csrf }, body };
  }

  /** Sends JSON or fields of a form in the name of who is signed in. @param {string} url @param {string} body */
  async post(url, body) {
    return fetch(url, { ...(await this.signed(body)), signal: patience(PATIENCE) });
  }

  /**
   * Makes an operation, shows it at once, and keeps it on the device; then it is sent.
   * @param {number | string} id of the sheet
   * @param {string} kind
   * @param {Deed} [deed]
   */
  async write(id, kind, deed = {}) {
    const kept = this.kept;
    const sheet = kept?.sheets.find((one) => one.id === id);
    if (!kept || !sheet) return;
    const criterion = deed.criterion ?? null;
    if (!takes(this.ledger)) return void this.screen.takesBack(sheet, criterion);
    const operation = operationOf(sheet, kind, deed);
    const undoes = deed.undoes ?? false;
    const shown = applied(sheet, operation, undoes);
    this.kept = { ...kept, sheets: kept.sheets.map((one) => (one.id === id ? shown : one)) };
    this.made.add(operation.id);
    const held = () => this.vault.hold((database) => keep(database, kept.place, operation, undoes, this.memory()), (memory) => this.know(memory));
    const writing = this.waiting ? this.writing.then(held) : held(); // the disk works while the page draws
    this.waiting += 1;
    this.writing = writing.catch(() => undefined).then(() => { this.waiting -= 1; });
    this.step({ kind: "gave", id: operation.id });
    this.screen.writes(shown);
    const slow = setTimeout(() => this.step({ kind: "slow" }), SLOW);
    await writing.finally(() => clearTimeout(slow));
    this.step({ kind: this.vault.memory ? "unkept" : "kept", id: operation.id });
    if (!this.vault.memory) this.screen.kept();
    this.tabs.say({ kind: "kept" });
    void this.sender.flush();
  }
}
