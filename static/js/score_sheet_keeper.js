// What a page holds of a judge's sheets: asks the server for them, makes operations, keeps them on the device, hears the answers.

import { level } from "./score_sheet_device.js";
import { newId, waiting } from "./score_sheet_queue.js";
import { Sender } from "./score_sheet_sender.js";
import { applied } from "./score_sheet_state.js";
import { all, keep, load, replace, tidy } from "./score_sheet_store.js";

/**
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {{ criterion?: number | null, value?: Partial<Value>, at?: string, undoes?: boolean }} Deed
 * @typedef {{ took: (before: Kept | null) => void, told: () => void, writes: (sheet: Sheet) => void, wrote: () => void }} Screen what is told when something changes
 */

const PATIENCE = 15_000;

export class Keeper {
  /**
   * @param {DOMStringMap} settings
   * @param {IDBDatabase} database
   * @param {Screen} screen
   */
  constructor(settings, database, screen) {
    this.settings = settings;
    this.section = settings.section ?? "";
    this.person = Number(settings.person);
    this.database = database;
    this.screen = screen;
    this.tabs = new BroadcastChannel("score-sheets");
    this.about = { level: level(), app_version: settings.version ?? "" };
    this.sender = new Sender(database, settings.operationsUrl ?? "", (place) => this.enrol(place), (round) => void this.hear(round), this.about);
    /** @type {Kept | null} */
    this.kept = null;
    /** @type {import("./score_sheet_sender.js").Round} */
    this.round = { memories: [], reached: true, locked: false, answers: [] };
    this.csrf = "";
    this.off = 0;
    this.outdated = false;
    this.signedOut = false;
    /** @type {Set<string>} operations that this page has made */
    this.made = new Set();
    /** @type {Promise<unknown>} what is being written; the next one waits for it, so that order stays */
    this.writing = Promise.resolve();
    /** what is not on the device yet */
    this.unsaved = 0;
    this.failed = false;
    this.tabs.onmessage = () => void this.reload();
  }

  /** Sends what waits, says that this device is there, and asks for what is new. */
  async beat() {
    await this.greet();
    await this.refresh();
  }

  async greet() {
    await this.sender.flush();
    if (this.kept) await this.sender.greet(this.kept.place).catch(() => undefined);
  }

  /**
   * Asks the server for the judge's sheets; what was answered meanwhile makes the answer old, then it is asked once more.
   * @param {boolean} [again]
   * @returns {Promise<void>}
   */
  async refresh(again = true) {
    const heard = new Map((await all(this.database)).map((memory) => [memory.place, memory.settled ?? 0]));
    const headers = this.kept && !this.kept.stale ? { "If-None-Match": this.kept.etag } : undefined;
    try {
      const answer = await fetch(this.settings.freshUrl ?? "", { headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      this.signedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
      this.csrf = answer.headers.get("X-CSRFToken") ?? this.csrf;
      this.outdated = (answer.headers.get("X-Console-Version") ?? this.settings.version) !== this.settings.version;
      if (!answer.ok) return this.screen.told();
      const given = await answer.json();
      const place = `${this.section}#${given.judge}`;
      this.off = Math.abs(Date.now() - new Date(given.now).getTime());
      const fresh = { ...given, place, section: this.section, etag: answer.headers.get("ETag") ?? "" };
      if (await replace(this.database, fresh, heard.get(place) ?? 0)) await this.reload();
      else if (again) await this.refresh(false);
    } catch {
      this.screen.told();
    }
  }

  /** Takes over what is kept: another tab, the server or an answer has changed it. What is being written just now is waited for. */
  async reload() {
    for (;;) {
      const made = this.made.size;
      await this.writing;
      const [memories, kept] = await Promise.all([all(this.database), load(this.database, this.section, this.person)]);
      if (made !== this.made.size) continue;
      this.round = { ...this.round, memories };
      const before = this.kept;
      if (kept) this.kept = kept;
      this.screen.took(before);
      return;
    }
  }

  /** @returns {{ count: number, since: string }} what waits of this judge */
  mine() {
    const memory = this.round.memories.find((one) => one.place === this.kept?.place);
    return waiting(memory?.queue ?? { next: 1, pending: [] });
  }

  /** @returns {number} how many operations of other judges wait on this device */
  others() {
    return this.round.memories.filter((memory) => memory.place !== this.kept?.place).reduce((sum, memory) => sum + memory.queue.pending.length, 0);
  }

  /** @returns {string} the number of this device */
  device() {
    return this.round.memories.find((one) => one.place === this.kept?.place)?.device ?? "";
  }

  /** @param {import("./score_sheet_sender.js").Round} round */
  async hear(round) {
    this.round = round;
    if (round.answers.length > 0) {
      this.tabs.postMessage("heard");
      await tidy(this.database);
      await this.reload();
      if (this.kept?.stale) void this.refresh();
    }
    this.screen.told();
  }

  /** @param {string} place */
  async enrol(place) {
    if (place !== this.kept?.place) return null;
    const answer = await this.post(this.settings.devicesUrl ?? "", JSON.stringify({ section: this.section, ...this.about }));
    return answer.ok ? await answer.json() : null;
  }

  /**
   * Sends something in the name of who is signed in.
   * @param {string} url
   * @param {string} body JSON or fields of a form
   */
  async post(url, body) {
    if (!this.csrf) await this.refresh();
    const type = body.startsWith("{") ? "json" : "x-www-form-urlencoded";
    const headers = { "Content-Type": `application/${type}`, Accept: "application/json", "X-CSRFToken": this.csrf };
    return fetch(url, { method: "POST", redirect: "manual", headers, body, signal: AbortSignal.timeout(PATIENCE) });
  }

  /**
   * Makes an operation, shows it at once, and keeps it on the device; then it is sent.
   * @param {number} id of the sheet
   * @param {string} kind
   * @param {Deed} [deed]
   */
  async write(id, kind, { criterion = null, value = {}, at = new Date().toISOString(), undoes = false } = {}) {
    const kept = this.kept;
    const sheet = kept?.sheets.find((one) => one.id === id);
    if (!kept || !sheet) return;
    const base = kind === "submit" ? sheet.submission : sheet.criteria.find((one) => one.id === criterion)?.operation ?? null;
    const name = newId();
    const operation = { id: name, sheet: id, kind, rubric_version: sheet.rubric_version, criterion, base, value, device_time: at };
    const shown = applied(sheet, operation, undoes);
    this.kept = { ...kept, sheets: kept.sheets.map((one) => (one.id === id ? shown : one)) };
    this.made.add(name);
    this.unsaved += 1;
    this.screen.writes(shown);
    const writing = this.writing.then(() => keep(this.database, kept.place, operation, undoes));
    this.writing = writing.catch(() => undefined);
    try {
      const memory = await writing.finally(() => { this.unsaved -= 1; });
      this.failed = false;
      this.round = { ...this.round, memories: [...this.round.memories.filter((one) => one.place !== memory.place), memory] };
      this.screen.wrote();
      this.tabs.postMessage("kept");
      void this.sender.flush();
    } catch {
      this.failed = true;
      await this.reload();
      this.screen.told();
    }
  }
}
