// The pages of one browser tell each other what changed and what they hold outside the storage; also where BroadcastChannel is missing.

const NAME = "score-sheets";
const PATIENCE = 250;

/** @typedef {{ kind: string, from: string, judge?: string, person?: string, count?: number }} Message */

export class Tabs {
  /** @param {(message: Message) => void} hear */
  constructor(hear) {
    this.hear = hear;
    this.name = String(Math.random());
    /** @type {Map<string, number>} what each of the others holds outside the storage */
    this.holding = new Map();
    this.answered = () => {};
    /** @type {BroadcastChannel | null} */
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
    if (this.channel) this.channel.onmessage = ({ data }) => this.take(data);
    else window.addEventListener("storage", (event) => { if (event.key === NAME && event.newValue) this.take(JSON.parse(event.newValue)); });
  }

  /** @param {Omit<Message, "from">} message */
  say(message) {
    const whole = { ...message, from: this.name, at: Math.random() };
    if (this.channel) this.channel.postMessage(whole);
    else {
      try {
        localStorage.setItem(NAME, JSON.stringify(whole));
      } catch {
        return; // no storage at all: the other pages find out by themselves
      }
    }
  }

  /** @param {Message} message */
  take(message) {
    if (message.kind === "holds") {
      this.holding.set(message.from, message.count || 0);
      this.answered();
    }
    this.hear(message);
  }

  /** @returns {number} what the other pages hold outside the storage */
  elsewhere() {
    return [...this.holding.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Asks what the other pages hold, and waits a moment for their answers. @returns {Promise<number>} */
  async call() {
    this.holding.clear();
    this.say({ kind: "call" });
    await new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
    return this.elsewhere();
  }
}
