// What a judge does to a whole sheet: undo, submit, mark as absent; and what is said of it when it has arrived.

import { part, say } from "./score_sheet_draw.js";
import { canBeMarked, EMPTY, lastDeed } from "./score_sheet_state.js";

/** @typedef {import("./score_sheet_state.js").Sheet} Sheet */

export class Deeds {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
    this.submitted = "";
  }

  /** Takes back the last step of the sheet, by further operations. */
  async undo() {
    const { page } = this;
    const sheet = page.view?.sheet;
    const steps = sheet ? lastDeed(sheet) : [];
    if (!sheet || steps.length === 0) return;
    const number = sheet.criteria.find((/** @type {import("./score_sheet_state.js").Criterion} */ criterion) => criterion.id === steps[0].criterion)?.number ?? "–";
    for (const { criterion, value } of steps) await page.keeper.write(sheet.id, criterion === null ? "note" : "mark", { criterion, value, undoes: true });
    page.sayings.now = say(page.words.undone, { number });
    page.tell();
  }

  /** @param {number | string} id */
  async submit(id) {
    const { page } = this;
    const sheet = page.kept?.sheets.find((/** @type {Sheet} */ one) => one.id === id);
    if (!sheet || !canBeMarked(sheet)) return;
    await page.keeper.write(id, "submit");
    page.go(page.place.home);
    const { takes, report } = page.keeper.truth();
    page.announce(`${sheet.team_code}: ${page.words[!takes ? "not-yours" : report.unkept > 0 ? "unkept" : "kept"].replace("{name}", page.kept.name)}`, takes ? "waiting" : "problem");
    this.submitted = String(id);
    this.tellSubmitted();
  }

  /** Says that the sheet just submitted on this device has arrived. */
  tellSubmitted() {
    const { page } = this;
    const sheet = this.submitted ? page.kept?.sheets.find((/** @type {Sheet} */ one) => String(one.id) === this.submitted) : undefined;
    if (!sheet || sheet.kept_at) return;
    this.submitted = "";
    if (!canBeMarked(sheet)) page.announce(say(page.words["is-submitted"], { code: sheet.team_code }), "submitted");
    else part(page.main, "said")?.replaceChildren();
  }

  /** @param {number | string} id */
  async markAbsent(id) {
    const { page } = this;
    const at = new Date().toISOString();
    const sheet = page.kept?.sheets.find((/** @type {Sheet} */ one) => one.id === id);
    for (const criterion of sheet?.criteria ?? []) await page.keeper.write(id, "mark", { criterion: criterion.id, value: { ...EMPTY, state: "absent" }, at });
    page.go(`${page.place.home}${id}/submit`);
  }
}
