// One score sheet on the screen: its criteria, its bottom bar, the keyboard. What is given goes to the page, which keeps it.

import { Card } from "./score_sheet_card.js";
import { clock, copy, notice, part, say, write } from "./score_sheet_draw.js";
import { sizeOf, timesOf, valueWords } from "./score_sheet_list.js";
import { parseMark, written } from "./score_sheet_points.js";
import { canBeMarked, lastDeed, summary, thousandths } from "./score_sheet_state.js";

/**
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {{ give: (criterion: number, value: Value) => void, note: (text: string) => void, undo: () => void, submit: () => void, mine: (operation: string, device: string) => boolean }} Deeds
 */

const PATIENCE = 800;

export class SheetView {
  /**
   * @param {Sheet} sheet
   * @param {string} form the markup of the task's criteria
   * @param {import("./score_sheet_list.js").Place} place
   * @param {Deeds} deeds
   */
  constructor(sheet, form, place, deeds) {
    this.sheet = sheet;
    this.place = place;
    this.deeds = deeds;
    this.main = copy("sheet-view");
    this.band = copy("sheet-band");
    /** @type {HTMLElement} */
    this.bar = document.createElement("div");
    this.bar.append(copy("sheet-bar"));
    this.form = /** @type {HTMLFormElement} */ (this.main.querySelector("form"));
    this.absentLine = part(this.main, "absent-line");
    this.form.innerHTML = form;
    this.form.dataset.sheet = String(sheet.id);
    this.form.querySelectorAll("[data-part='save'], [data-part='base']").forEach((element) => element.remove());
    const sections = [...this.form.querySelectorAll("section[data-criterion]")];
    this.cards = sections.map((section) => new Card(/** @type {HTMLElement} */ (section), place.words, place.language));
    this.cards.forEach((card) => card.enhance());
    this.typed = "";
    this.timer = 0;
    this.rest = 0;
    this.describe();
    this.listen();
    this.update(sheet);
  }

  /** Writes what does not change while the sheet is open. */
  describe() {
    const { sheet, place: { words, zone, language, home } } = this;
    write(part(this.band, "code"), sheet.team_code);
    write(part(this.band, "task"), sheet.task.title);
    const station = sheet.station ? say(words.station, { station: sheet.station }) : "";
    write(part(this.main, "title"), sheet.task.title);
    write(part(this.main, "about"), [station, timesOf(sheet, zone), sizeOf(sheet, this.place)].filter(Boolean).join(" · "));
    write(part(this.bar, "maximum"), say(words.of, { maximum: written(thousandths(sheet.maximum), language) }));
    write(part(this.bar, "submit"), say(words.submit, { code: sheet.team_code }));
    /** @type {HTMLAnchorElement} */ (part(this.main, "absent")).href = `${home}${sheet.id}/absent`;
    const [photos, incident] = ["photos", "incident"].map((name) => /** @type {HTMLAnchorElement} */ (part(this.main, name)));
    for (const link of [photos, incident]) link.href = link.href.replace(/0$/, String(sheet.id));
    part(this.main, "take-photo").dataset.url = photos.href;
    const said = part(this.main, "sheet-notices");
    if (sheet.state === "returned" && !sheet.kept_at) said.append(notice("returned", `${words.returned}: ${sheet.reason}${sheet.look_at ? ` – ${say(words["look-at"], { criteria: sheet.look_at })}` : ""}`, "returned"));
    if (!canBeMarked(sheet)) said.append(notice("submitted", sheet.kept_at ? words.kept : words.locked, "submitted"));
  }

  listen() {
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("input", (event) => this.typing(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
      if (button?.name.startsWith("no-reading")) this.giveNoReading(button);
      else this.wantSubmit();
    });
    part(this.bar, "undo").addEventListener("click", () => this.deeds.undo());
    part(this.bar, "to-mark").addEventListener("click", (event) => {
      event.preventDefault();
      this.leadToHole();
    });
  }

  /** Shows the points as they are typed, and gives what is typed after a moment: a battery may end before the field is left. @param {Event} event */
  typing(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.matches("textarea, input[inputmode]")) return;
    const card = this.cardAt(target);
    const value = card?.value();
    const criterion = this.sheet.criteria.find((one) => one.id === card?.criterion);
    if (value && criterion) card?.showPreview({ ...criterion, value, points: null });
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.changed(event), PATIENCE);
  }

  /** @param {Event} event */
  changed(event) {
    clearTimeout(this.rest);
    if (!(event.target instanceof HTMLElement) || !event.target.isConnected) return;
    if (event.target.id === "sheet-note") {
      const text = /** @type {HTMLTextAreaElement} */ (event.target).value;
      if (text !== this.sheet.note) this.deeds.note(text);
      return;
    }
    const card = this.cardAt(event.target);
    card?.takeBack(event.target);
    const value = card?.value() ?? null;
    if (card && value && card.differs(value)) this.deeds.give(card.criterion, value);
  }

  /** @param {HTMLButtonElement} button */
  giveNoReading(button) {
    const card = this.cardAt(button);
    this.blur();
    button.closest("details")?.removeAttribute("open");
    if (card) this.deeds.give(card.criterion, card.withoutReading(button.value));
  }

  /**
   * @param {Element | null} element
   * @returns {Card | undefined}
   */
  cardAt(element) {
    const section = element?.closest("section[data-criterion]");
    return this.cards.find((card) => card.section === section);
  }

  /**
   * Shows the sheet as it stands now, touching only what differs.
   * @param {Sheet} sheet
   */
  update(sheet) {
    this.sheet = sheet;
    const { words, language } = this.place;
    const open = canBeMarked(sheet);
    for (const criterion of sheet.criteria) {
      const card = this.cards.find((one) => one.criterion === criterion.id);
      card?.show(criterion);
      card?.offer(criterion.conflict && open ? this.rivals(criterion) : [], (choice) => this.deeds.give(criterion.id, { ...choice.value, chosen_over: criterion.conflict ?? "" }));
    }
    const note = /** @type {HTMLTextAreaElement | null} */ (this.form.querySelector("#sheet-note"));
    if (note && document.activeElement !== note) note.value = sheet.note;
    this.form.toggleAttribute("inert", !open);
    this.absentLine.hidden = !open;
    const { holes, undecided, total, complete } = summary(sheet);
    write(part(this.bar, "total"), sheet.absent ? words.absent : written(total, language));
    write(part(this.bar, "total-label"), complete ? words["sheet-total"] : words["so-far"]);
    const jump = part(this.bar, "to-mark");
    jump.hidden = complete || !open;
    write(/** @type {Element} */ (jump.querySelector("span")), holes.length > 0 ? say(words["to-mark"], { count: holes.length }) : undecided.length > 0 ? words.decide : "");
    const submit = part(this.bar, "submit");
    submit.hidden = !open;
    submit.classList.toggle("btn-primary", complete);
    submit.classList.toggle("btn-quiet", !complete);
    this.showUndo(open);
  }

  /** @param {boolean} open */
  showUndo(open) {
    const undo = part(this.bar, "undo");
    const step = lastDeed(this.sheet)[0];
    undo.hidden = !step || !open;
    if (!step) return;
    const number = this.sheet.criteria.find((criterion) => criterion.id === step.criterion)?.number ?? "–";
    undo.setAttribute("aria-label", say(this.place.words.undo, { number }));
  }

  /**
   * @param {import("./score_sheet_state.js").Criterion} criterion
   * @returns {import("./score_sheet_card.js").Choice[]}
   */
  rivals(criterion) {
    const { words, zone, language } = this.place;
    const rivals = criterion.rivals.map((rival) => ({ ...rival, whose: this.deeds.mine(rival.operation, rival.device) ? words["this-device"] : words["other-device"] }));
    const known = this.deeds.mine(criterion.operation ?? "", "") ? words["this-device"] : rivals.some((rival) => rival.whose === words["this-device"]) ? words["other-device"] : "";
    const now = { operation: criterion.operation ?? "", value: criterion.value, device_time: "", whose: known };
    return [now, ...rivals].map(({ operation, value, device_time: time, whose }) => {
      const sub = [whose, time ? say(words.at, { time: clock(time, zone) }) : ""].filter(Boolean).join(", ");
      return { operation, value, words: valueWords(value, words, language), sub };
    });
  }

  /** Says something in the bottom bar, where it moves nothing. @param {string} words @param {string} state */
  tell(words, state) {
    const line = part(this.bar, "notice");
    line.dataset.state = state;
    write(line, words);
  }

  /** @returns {boolean} whether the judge was led to something that is open */
  leadToHole() {
    const { holes, undecided } = summary(this.sheet);
    const wrong = this.cards.find((card) => card.value() === null);
    const first = this.cards.find((card) => card.criterion === (holes[0] ?? undecided[0])?.id) ?? wrong;
    if (first) this.leadTo(first);
    return first !== undefined;
  }

  /** @param {Card} card */
  leadTo(card) {
    this.typed = "";
    card.section.scrollIntoView({ block: "start" });
    const rival = /** @type {HTMLElement | null} */ (card.section.querySelector(".rivals button"));
    const control = rival ?? card.choices().find((one) => one.checked) ?? card.choices()[0] ?? card.typed() ?? card.readings()[0] ?? card.answers()[0];
    control?.focus({ preventScroll: true });
  }

  /** Ends what is being typed: it is given first. */
  blur() {
    const here = /** @type {HTMLElement} */ (document.activeElement);
    if (this.form.contains(here)) here.blur();
  }

  wantSubmit() {
    this.blur();
    if (!this.leadToHole()) this.deeds.submit();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !target.matches("textarea, input[inputmode]")) {
      event.preventDefault();
      this.deeds.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, select, summary, a")) return;
    if (event.key === "Enter" && !target.matches("button")) {
      event.preventDefault();
      this.goOn(target, event.shiftKey ? -1 : 1);
    } else if (/^[0-9.,]$/.test(event.key) && !target.matches("input[inputmode]")) this.digit(event);
  }

  /**
   * @param {HTMLElement} from
   * @param {number} step
   */
  goOn(from, step) {
    const here = this.cardAt(from);
    const following = here ? this.cards[this.cards.indexOf(here) + step] : this.cards[0];
    if (following) this.leadTo(following);
    else part(this.bar, "submit").focus();
  }

  /** Chooses by digits: 2, then .5 within a moment, is 2.5. @param {KeyboardEvent} event */
  digit(event) {
    const card = this.cardAt(document.activeElement) ?? this.cards.find((one) => one.section.dataset.state === "unmarked");
    if (!card || !canBeMarked(this.sheet)) return;
    const field = card.typed() ?? card.readings().find((input) => !input.value) ?? card.readings()[0];
    if (field) {
      field.focus();
      return;
    }
    event.preventDefault();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => { this.typed = ""; }, PATIENCE);
    this.typed += event.key;
    const choices = card.choices();
    const check = card.section.dataset.kind === "check" ? choices[Number(this.typed)] : undefined;
    const chosen = check ?? choices.find((input) => parseMark(input.value) === parseMark(this.typed));
    if (!chosen) return;
    chosen.checked = true;
    chosen.focus({ preventScroll: true });
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
