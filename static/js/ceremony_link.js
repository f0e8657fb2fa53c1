// How windows of a ceremony hear of each other: at once within a browser, by the server every second.

import { begun, followed, heard, resumed } from "./ceremony_state.js";

/** @typedef {import("./ceremony_state.js").Standing} Standing @typedef {import("./ceremony_state.js").Told} Told */

const EVERY = 1_000;
const PATIENCE = 4_000;

export class Link {
  /** @param {HTMLElement} page @param {Told} told @param {() => void} changed */
  constructor(page, told, changed) {
    this.address = page.dataset.stateUrl ?? "";
    this.changed = changed;
    this.key = `olympiad-ceremony-${told.run}`;
    this.isOnline = true;
    this.isOver = false;
    /** @type {Told} */
    this.told = told;
    this.now = resumed(begun(told), kept(this.key));
    this.channel = new BroadcastChannel(this.key);
    this.channel.onmessage = (event) => this.onMessage(event.data);
    /** @type {(from: any) => void} */
    this.onHello = () => {};
    this.etag = "";
    setTimeout(() => this.ask(), EVERY);
  }

  /** @param {any} message */
  onMessage(message) {
    if (message.standing) this.set(followed(this.now, message.standing), false);
    if (message.hello) this.onHello(message.hello);
  }

  /** @param {Standing} next @param {boolean} tells */
  set(next, tells = true) {
    const isNew = JSON.stringify(next) !== JSON.stringify(this.now);
    this.now = next;
    keep(this.key, next);
    if (tells) this.channel.postMessage({ standing: next });
    if (isNew) this.changed();
  }

  async ask() {
    try {
      const answer = await fetch(this.address, {
        headers: { Accept: "application/json", ...(this.etag ? { "If-None-Match": this.etag } : {}) },
        cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE),
      });
      this.note(true);
      if (answer.status === 200) {
        this.etag = answer.headers.get("ETag") ?? "";
        this.hear(await answer.json());
      }
    } catch {
      this.note(false);
    }
    setTimeout(() => this.ask(), EVERY);
  }

  /** @param {Told} told */
  hear(told) {
    this.told = told;
    if (told.run !== this.now.run && !this.isOver) {
      this.isOver = true;
      this.changed();
    }
    const next = heard(this.now, told);
    if (next !== this.now) this.set(next);
  }

  /** @param {boolean} isOnline */
  note(isOnline) {
    if (this.isOnline === isOnline) return;
    this.isOnline = isOnline;
    this.changed();
  }
}

/** @param {string} key @returns {Standing | null} */
function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {Standing} standing */
function keep(key, standing) {
  try {
    localStorage.setItem(key, JSON.stringify(standing));
  } catch {
    // a browser that keeps nothing goes on from the server after a reload
  }
}
