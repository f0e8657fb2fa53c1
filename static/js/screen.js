// A screen of the hall: asks again and again what it shows, keeps the last picture without a network and says how old it is.

import { clockText, drawScreen } from "./screen_draw.js";

/** @typedef {import("./screen_draw.js").Picture} Picture */

const EVERY = 1_000;
const ASKS = 1_300;
const AT_DESK = 5_000;
const PATIENCE = 4_000;
const LOST = 5_000;

class Screen {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.etag = "";
    this.heardAt = Date.now();
    this.ahead = 0;
    this.page = 0;
    this.turnedAt = Date.now();
    /** @type {Picture | null} */
    this.picture = null;
    const loaded = document.getElementById("loaded")?.textContent;
    if (loaded && root.dataset.beatUrl) this.take(JSON.parse(loaded));
    this.ask();
    setInterval(() => this.tick(), EVERY);
    if (root.dataset.beatUrl) {
      this.beat();
      setInterval(() => this.beat(), Number(root.dataset.beat) * 1_000);
    }
  }

  /** @param {Picture} picture */
  take(picture) {
    this.ahead = picture.now - Date.now();
    const isOther = this.picture?.shows !== picture.shows;
    this.picture = picture;
    if (isOther) [this.page, this.turnedAt] = [0, Date.now()];
    this.draw();
  }

  async ask() {
    try {
      const answer = await fetch(this.root.dataset.url ?? "", {
        headers: { Accept: "application/json", ...(this.etag ? { "If-None-Match": this.etag } : {}) },
        cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 200) {
        this.etag = answer.headers.get("ETag") ?? "";
        this.take(await answer.json());
      }
      if (answer.status === 404) this.close();
      if (answer.status < 500) this.heardAt = Date.now();
    } catch {
      // the last picture stays; its age is told by tick
    }
    setTimeout(() => this.ask(), this.root.dataset.beatUrl ? ASKS : AT_DESK);
  }

  async beat() {
    try {
      await fetch(this.root.dataset.beatUrl ?? "", { method: "POST", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      // the desk sees that this screen is silent
    }
  }

  /** The link was taken back: nothing that was shown stays. */
  close() {
    const words = this.picture?.words.revoked ?? "";
    this.picture = null;
    const told = document.createElement("p");
    told.className = "screen-closed";
    told.textContent = words;
    this.root.replaceChildren(told);
  }

  tick() {
    if (!this.picture) return;
    const seconds = this.picture.seconds;
    if (Date.now() - this.turnedAt >= seconds * 1_000) {
      this.page += 1;
      this.turnedAt = Date.now();
    }
    this.draw();
  }

  draw() {
    if (!this.picture) return;
    const left = this.picture.seconds - Math.floor((Date.now() - this.turnedAt) / 1_000);
    const isLost = Date.now() - this.heardAt > LOST;
    const age = isLost ? this.picture.words.as_of.replace("{at}", clockText(this.heardAt + this.ahead, this.picture.offset)) : "";
    drawScreen(this.root, this.picture, { now: Date.now() + this.ahead, page: this.page, left, age });
  }
}

for (const root of document.querySelectorAll("[data-behaviour='screen']")) {
  if (root instanceof HTMLElement) new Screen(root);
}
