// From a team's code, typed, scanned or read by the camera, to its sheet; with what has to be said about it.

import { clock, notice, part, say } from "./score_sheet_draw.js";
import { canBeMarked } from "./score_sheet_state.js";
import { codeOf, jump, otherTurn } from "./score_sheet_turns.js";

export class Finder {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
  }

  listen() {
    const { main } = this.page;
    part(main, "jump").addEventListener("submit", (event) => {
      event.preventDefault();
      this.jump(/** @type {HTMLInputElement} */ (main.querySelector("input[name='code']")).value);
    });
    const button = part(main, "scan");
    if (!("BarcodeDetector" in window)) return;
    void import("./score_sheet_camera.js").then(async ({ canScan }) => { button.hidden = !(await canScan()); });
    button.addEventListener("click", () => void this.scan());
  }

  async scan() {
    const camera = /** @type {HTMLVideoElement} */ (part(this.page.main, "camera"));
    if (!camera.hidden) {
      camera.hidden = true; // a second tap ends it
      return;
    }
    try {
      const { scan } = await import("./score_sheet_camera.js");
      const found = await scan(camera);
      if (found) this.jump(codeOf(found));
    } catch {
      this.page.announce(this.page.words["camera-denied"], "waiting");
    }
  }

  /**
   * @param {string} typed
   * @param {boolean} [quiet] whether a text that is no code of this judge's teams is left alone
   * @returns {boolean} whether it is one
   */
  jump(typed, quiet = false) {
    const { page } = this;
    if (!page.kept || !typed.trim()) return false;
    const { sheet, said, due, choices } = jump(page.kept.sheets, typed, new Date());
    if (!sheet && quiet) return false;
    const time = clock(said === "other-turn" ? sheet?.starts_at : sheet?.submitted_at, page.place.zone);
    const words = said ? say(page.words[said], { code: sheet?.team_code ?? codeOf(typed), due: due?.team_code ?? "", time }) : "";
    if (choices.length > 0) this.offer(choices);
    else if (sheet && canBeMarked(sheet)) this.open(sheet, words);
    else {
      if (page.view) page.go(page.place.home);
      page.announce(words, said === "no-sheet" ? "problem" : "submitted");
    }
    return true;
  }

  /**
   * The code stands on the badge: the team is met, unless another one is expected.
   * @param {import("./score_sheet_state.js").Sheet} sheet
   * @param {string} warning
   */
  open(sheet, warning) {
    const { page } = this;
    page.go(`${page.place.home}${sheet.id}`);
    if (!page.view) return;
    if (!warning && !page.view.met) page.view.meet();
    if (warning && page.view.met) part(page.main, "sheet-notices").append(notice("waiting", warning, "clock"));
  }

  /**
   * @param {import("./score_sheet_state.js").Sheet} sheet
   * @returns {string} what is said where another team is expected now
   */
  warning(sheet) {
    const { kept, words, place } = this.page;
    const due = otherTurn(kept.sheets, sheet, new Date());
    return due ? say(words["other-turn"], { due: due.team_code, code: sheet.team_code, time: clock(sheet.starts_at, place.zone) }) : "";
  }

  /** @param {import("./score_sheet_state.js").Sheet[]} sheets of one team in several tasks */
  offer(sheets) {
    const { page } = this;
    if (page.view) page.go(page.place.home);
    const links = sheets.map((sheet) => {
      const link = document.createElement("a");
      link.className = "btn btn-quiet btn-tap w-100 mt-2";
      link.href = `${page.place.home}${sheet.id}`;
      link.textContent = sheet.task.title;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.open(sheet, this.warning(sheet));
      });
      return link;
    });
    page.announce(say(page.words["which-task"], { code: sheets[0].team_code }), "waiting", ...links);
  }
}
