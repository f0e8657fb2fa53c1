// Calls for help: kept on the device first, then sent; what waits is shown until the organizers have it.

import { bold, button, clock, notice, part } from "./score_sheet_draw.js";
import { all, update } from "./score_sheet_store.js";

/**
 * @typedef {{ url: string, fields: string, title: string, at: string }} Call a form as it was sent: a call, or its end
 */

export class Help {
  /**
   * @param {HTMLElement} box the part of the page with the forms
   * @param {import("./score_sheet_keeper.js").Keeper} keeper
   * @param {import("./score_sheet_list.js").Place} place
   */
  constructor(box, keeper, place) {
    this.box = box;
    this.keeper = keeper;
    this.place = place;
    /** @type {[string, string, string][]} state, title and words of what was sent from this page */
    this.told = [];
    box.addEventListener("submit", (event) => this.take(event));
    void this.send();
  }

  /** @param {SubmitEvent} event */
  take(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const pressed = /** @type {HTMLButtonElement} */ (event.submitter);
    event.preventDefault();
    const text = form.querySelector("textarea");
    if (text) text.required = pressed.value === "other";
    if (!form.reportValidity()) return;
    const fields = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const at = new Date().toISOString();
    fields.delete("csrf_token");
    fields.set("called_at", at);
    if (pressed.name) fields.set(pressed.name, pressed.value);
    const over = form.closest(".notice");
    const title = [over?.querySelector("b")?.textContent, pressed.textContent?.trim(), fields.get("team_code")].filter(Boolean).join(" · ");
    over?.remove();
    form.reset();
    form.closest("details")?.removeAttribute("open");
    void this.keep((calls) => [...calls, { url: form.action, fields: String(fields), title, at }]).then(() => this.send());
  }

  /** @param {(calls: Call[]) => Call[]} change */
  async keep(change) {
    const { kept, vault } = this.keeper;
    if (kept) await vault.run((database) => update(database, kept.place, (memory) => ({ ...memory, calls: change(memory.calls ?? []) })));
    await this.draw();
  }

  /** @returns {Promise<Call[]>} what waits of the judge who is signed in here */
  async calls() {
    return (await this.keeper.vault.run(all)).find((memory) => memory.place === this.keeper.kept?.place)?.calls ?? [];
  }

  async send() {
    for (const call of await this.calls()) {
      try {
        const answer = await this.keeper.post(call.url, call.fields);
        if (!answer.ok && answer.status !== 422 && answer.status !== 404) break;
        if (answer.status === 201) this.told.push(["submitted", call.title, this.place.words["call-seen"]]);
        if (answer.status === 422) this.told.push(["problem", call.title, (await answer.json()).refused]);
        await this.keep((calls) => calls.filter((one) => one.at !== call.at));
      } catch {
        break; // no connection: the others wait too
      }
    }
    await this.draw();
  }

  /** Sends what waits, and asks what became of the calls that are open; without a connection, the next time. */
  async beat() {
    await this.send();
    await import("./score_sheet_answers.js").then(({ ask }) => ask(this), () => {});
  }

  async draw() {
    const { words, zone } = this.place;
    const waiting = (await this.calls()).map((call) => {
      const drop = button("btn-quiet btn-tap d-block mt-2", words["call-drop"], () => void this.keep((calls) => calls.filter((one) => one.at !== call.at)));
      return notice("waiting", "", "clock", bold(call.title), `, ${clock(call.at, zone)}: ${words["call-waits"]}`, drop);
    });
    const told = this.told.map(([state, title, said]) => notice(state, "", state === "problem" ? "missing" : "check", bold(title), `: ${said}`));
    part(this.box, "calls").replaceChildren(...told, ...waiting);
  }
}
