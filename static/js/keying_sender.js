// Sends the finished cells of the clerk's grid: one request at a time, with pauses that grow while the server is not reached, and
// with a new token once the same person is signed in again.
import { afterAnswer, afterToken, needsToken, OPEN } from "./keying_link.js";

/**
 * @typedef {{ base: string, text: string, state: string, error: string }} Found
 * @typedef {{ ready: () => HTMLInputElement[], take: (input: HTMLInputElement, value: string, found: Found | undefined) => void,
 *   tell: () => void, done: () => void }} Page
 */

const MOST_AT_ONCE = 300;
const AGAIN = 500;

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement | null} */
export function field(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
}

/** @param {Response} answer @returns {number} its status; none where something on the way answers for the server */
export function statusOf(answer) {
  if (answer.type === "opaqueredirect") return 401;
  return answer.headers.get("X-Olympiad") === null ? 0 : answer.status;
}

export class Sender {
  /** @param {HTMLFormElement} form @param {Page} page */
  constructor(form, page) {
    this.form = form;
    this.page = page;
    this.link = OPEN;
    this.isSending = false;
    this.timer = 0;
    this.isAwaited = false;
  }

  /** Tries at once what waits for its pause to end: the network or the person is back. */
  wake() {
    this.isAwaited = this.isSending;
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    void this.save();
  }

  /** Sends what is ready, unless a request is under way or a pause has not ended. */
  async save() {
    if (this.isSending || this.timer || !this.page.ready().length) return;
    this.isSending = true;
    this.page.tell();
    const asks = needsToken(this.link);
    if (asks) await this.renew();
    if (!asks || this.link.state === "open") await this.send(this.page.ready().slice(0, MOST_AT_ONCE));
    this.isSending = false;
    if (this.link.pause) this.timer = window.setTimeout(() => this.wake(), this.isAwaited ? AGAIN : this.link.pause);
    this.isAwaited = false;
    this.page.tell();
    if (this.link.pause) return;
    if (this.page.ready().length) await this.save();
    else this.page.done();
  }

  /** Asks for the token of the session as it is now. */
  async renew() {
    try {
      const answer = await fetch(this.form.dataset.token ?? "", { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
      const status = statusOf(answer);
      const found = status === 200 ? await answer.json() : {};
      this.link = afterToken(this.link, status, this.form.dataset.person ?? "", String(found.person ?? ""));
      const token = field(this.form, "csrf_token");
      if (this.link.state === "open" && token) token.value = found.csrf_token;
    } catch {
      this.link = { state: this.link.state, pause: afterAnswer(this.link, 0).pause };
    }
  }

  /** @param {HTMLInputElement[]} cells */
  async send(cells) {
    const sent = new Map(cells.map((input) => [input, input.value]));
    let status = 0;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: this.bodyOf(sent), headers: { Accept: "application/json" }, redirect: "error" });
      status = statusOf(answer);
      const found = status === 200 ? (await answer.json()).cells : null;
      if (found) for (const [input, value] of sent) this.page.take(input, value, found[input.name.replace("cell-", "")]);
    } catch {
      status = 0;
    }
    this.link = afterAnswer(this.link, status);
  }

  /** @param {Map<HTMLInputElement, string>} sent */
  bodyOf(sent) {
    const body = new URLSearchParams({ csrf_token: field(this.form, "csrf_token")?.value ?? "" });
    for (const [input, value] of sent) {
      body.append(input.name, value);
      const base = field(this.form, input.name.replace("cell-", "base-"));
      if (base) body.append(base.name, base.value);
    }
    return body;
  }

  /** Asks which of some texts would be refused, before anything changes; null where the server does not answer.
   * @param {Map<HTMLInputElement, string>} texts @returns {Promise<Map<HTMLInputElement, string> | null>} sentences by cell */
  async check(texts) {
    if (!this.form.dataset.check) return new Map();
    try {
      const answer = await fetch(this.form.dataset.check, { method: "POST", body: this.bodyOf(texts), headers: { Accept: "application/json" }, redirect: "error" });
      if (statusOf(answer) !== 200) return null;
      const errors = (await answer.json()).errors;
      return new Map([...texts.keys()].filter((input) => errors[input.name.replace("cell-", "")]).map((input) => [input, errors[input.name.replace("cell-", "")]]));
    } catch {
      return null;
    }
  }
}
