// The announcer's screen: reveals, takes back, darkens; goes on without a network, and tells where somebody else was faster.

import { draw, part } from "./ceremony_draw.js";
import { Link } from "./ceremony_link.js";
import { acted, begun, taken, wish } from "./ceremony_state.js";
import { announce } from "./ceremony_script.js";

/**
 * @typedef {import("./ceremony_script.js").Script} Script
 * @typedef {{ hall: import("./ceremony_draw.js").Picture[], script: Script[], stars: string[], state: import("./ceremony_state.js").Told }} Loaded
 */

const AGAIN = 1_000;
const SILENT = 4_000;
const APART = 250;

class Remote {
  /** @param {HTMLElement} page @param {Loaded} loaded */
  constructor(page, loaded) {
    this.page = page;
    this.loaded = loaded;
    this.last = loaded.hall.length - 1;
    this.isSending = false;
    this.isResting = false;
    this.isUnsure = false;
    this.heardAt = 0;
    /** @type {import("./ceremony_state.js").Told | null} */
    this.other = null;
    this.link = new Link(page, loaded.state, () => this.show());
    this.link.onHello = (hello) => this.meet(hello);
    this.listen();
    this.show();
    if (this.link.now.ahead) this.send();
    setInterval(() => this.look(), AGAIN);
  }

  listen() {
    document.addEventListener("keydown", (event) => this.press(event));
    part(this.page, "forward").addEventListener("click", () => this.act({ position: this.link.now.position + 1 }));
    part(this.page, "back").addEventListener("click", () => this.act({ position: this.link.now.position - 1 }));
    part(this.page, "dark").addEventListener("click", () => this.act({ dark: !this.link.now.dark }));
    part(this.page, "jump").addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = part(this.page, "step");
      if (chosen instanceof HTMLSelectElement) this.act({ position: Number(chosen.value) });
    });
    part(this.page, "mine").addEventListener("click", () => this.keepMine());
    part(this.page, "theirs").addEventListener("click", () => this.takeTheirs());
    window.addEventListener("beforeunload", (event) => {
      if (!this.link.isOnline && !this.link.isOver) event.preventDefault();
    });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const onControl = event.target instanceof Element && event.target.closest("button, a, select, summary") !== null;
    if (event.ctrlKey || event.altKey || event.metaKey || (onControl && [" ", "Enter"].includes(event.key))) return;
    if (event.target instanceof HTMLSelectElement) return;
    const wanted = wish(event.key, this.link.now);
    if (!wanted) return;
    event.preventDefault();
    if (!event.repeat) this.act(wanted);
  }

  /** @param {{ position?: number, dark?: boolean }} wanted */
  act(wanted) {
    if (this.other || this.link.isOver || this.isResting) return;
    const next = acted(this.link.now, wanted, this.last);
    if (next === this.link.now) return;
    this.rest();
    part(this.page, "told").hidden = true;
    this.link.set(next);
    this.send();
  }

  /** A clicker that bounces reveals nobody twice. */
  rest() {
    this.isResting = true;
    this.page.toggleAttribute("data-resting", true);
    setTimeout(() => {
      this.isResting = false;
      this.page.removeAttribute("data-resting");
    }, APART);
  }

  async send() {
    if (this.isSending || this.other || !this.link.now.ahead) return;
    this.isSending = true;
    const sent = this.link.now;
    try {
      const answer = await fetch(this.page.dataset.moveUrl ?? "", {
        method: "POST", redirect: "error", signal: AbortSignal.timeout(SILENT),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.page.dataset.csrf ?? "" },
        body: JSON.stringify({ turn: sent.turn, position: sent.position, dark: sent.dark }),
      });
      this.receive(sent, answer.status, await answer.json());
    } catch {
      this.isUnsure = true; // the server may have taken it all the same
      this.link.note(false);
    }
    this.isSending = false;
    if (this.link.now.ahead && this.link.isOnline) this.send();
  }

  /** @param {import("./ceremony_state.js").Standing} sent @param {number} status @param {any} told */
  receive(sent, status, told) {
    const wasAway = !this.link.isOnline;
    if (status === 200) {
      this.isUnsure = false;
      this.link.told = told;
      this.link.set(taken(this.link.now, sent, told));
      this.link.note(true);
    } else if (status === 409 && told.state?.run === sent.run) {
      this.meetOther(sent, told.state, wasAway);
    } else if (status === 409) {
      this.link.isOver = true;
      this.link.set({ ...this.link.now, ahead: false });
    } else {
      this.link.note(false);
    }
    this.show();
  }

  /**
   * The step that was seen is not the one that is shown. Where an own answer was lost, it is the own act; else somebody else has moved on. What
   * was pressed at the same moment gives way; what the hall saw here while there was no network is asked about.
   * @param {import("./ceremony_state.js").Standing} sent @param {import("./ceremony_state.js").Told} told @param {boolean} wasAway
   */
  meetOther(sent, told, wasAway) {
    this.link.told = told;
    const same = told.position === this.link.now.position && told.dark === this.link.now.dark;
    if (this.isUnsure && told.mine) {
      this.isUnsure = false;
      this.link.set({ ...begun(told), position: this.link.now.position, dark: this.link.now.dark, ahead: !same });
      this.link.note(true);
      return;
    }
    if (wasAway && !same) {
      this.other = told;
      return;
    }
    this.link.set(begun(told));
    this.tell(same ? "same" : "faster", told);
  }

  keepMine() {
    if (!this.other) return;
    const turn = this.other.turn;
    this.other = null;
    this.link.set({ ...this.link.now, turn, ahead: true });
    this.send();
    this.show();
  }

  takeTheirs() {
    if (!this.other) return;
    const told = this.other;
    this.other = null;
    this.link.set(begun(told));
    this.show();
  }

  /** @param {string} what @param {import("./ceremony_state.js").Told} told */
  tell(what, told) {
    const notice = part(this.page, "told");
    part(notice, "told-words").textContent = (notice.dataset[what] ?? "").replace("{who}", told.by ?? "").replace("{at}", told.at ?? "");
    notice.hidden = false;
  }

  /** @param {{ position: number, dark: boolean }} hello */
  meet(hello) {
    this.heardAt = hello.position === this.link.now.position && hello.dark === this.link.now.dark ? Date.now() : this.heardAt;
    this.look();
  }

  look() {
    const isThere = Date.now() - this.heardAt < SILENT;
    part(this.page, "hall-follows").hidden = !isThere;
    part(this.page, "hall-silent").hidden = isThere || this.heardAt === 0;
    if (this.link.now.ahead && !this.isSending) this.send();
  }

  show() {
    const { now } = this.link;
    draw(part(this.page, "stage"), this.loaded.hall[now.position], this.loaded.stars, now.dark);
    announce(this.page, this.loaded.script, now);
    part(this.page, "offline").hidden = this.link.isOnline;
    part(this.page, "over").hidden = !this.link.isOver;
    part(this.page, "conflict").hidden = this.other === null;
    if (this.other) {
      const step = this.loaded.script[this.other.position]?.row.text ?? "";
      const words = part(this.page, "conflict-words");
      words.textContent = (words.dataset.words ?? "").replace("{who}", this.other.by ?? "").replace("{step}", step);
    }
  }
}

const page = document.querySelector("[data-behaviour='ceremony-remote']");
if (page instanceof HTMLElement) new Remote(page, JSON.parse(document.getElementById("loaded")?.textContent ?? "null"));
