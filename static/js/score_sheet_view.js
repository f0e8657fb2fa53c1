// One score sheet on the screen: its criteria, its bottom bar, the keyboard. What is given goes to the page, which keeps it.

import { Card } from "./score_sheet_card.js";
import { copy, notice, part, say, write } from "./score_sheet_draw.js";
import { rivals, sizeOf, timesOf } from "./score_sheet_list.js";
import { written } from "./score_sheet_points.js";
import { Keys } from "./score_sheet_keys.js";
import { canBeMarked, lastDeed, summary, thousandths } from "./score_sheet_state.js";
import { hasBegun } from "./score_sheet_turns.js";

/**
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 * @typedef {{ give: (criterion: number, value: Value) => void, note: (text: string) => void, undo: () => void, submit: () => void,
 *   mine: (operation: string, device: string) => boolean, draft: (drafts: Record<string, import("./score_sheet_controls.js").Draft>) => void,
 *   typed: (count: number) => void, met: () => void, jump: (code: string) => boolean, isTaking: () => boolean }} Deeds
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
    this.moveLine = part(this.main, "move-line");
    this.meetBox = part(this.main, "meet");
    this.form.innerHTML = form;
    this.form.dataset.sheet = String(sheet.id);
    this.form.querySelectorAll("[data-part='save'], [data-part='base']").forEach((element) => element.remove());
    const sections = [...this.form.querySelectorAll("section[data-criterion]")];
    this.cards = sections.map((section) => new Card(/** @type {HTMLElement} */ (section), place.words, place.language));
    this.cards.forEach((card) => card.enhance());
    this.rest = 0;
    this.keys = new Keys(this);
    this.met = sheet.met || hasBegun(sheet) || sheet.state === "returned";
    this.describe();
    this.listen();
    this.update(sheet);
    for (const card of this.cards) {
      const draft = (sheet.drafts ?? {})[card.criterion];
      if (draft) card.take(draft);
    }
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
    const move = /** @type {HTMLAnchorElement} */ (part(this.main, "move"));
    for (const link of [photos, incident, move]) link.href = link.href.replace(/\b0(?=\/move$|$)/, String(sheet.id));
    const take = part(this.main, "take-photo");
    take.dataset.url = photos.href;
    take.dataset.place = this.place.judge;
    this.describeTeam();
    const said = part(this.main, "sheet-notices");
    const lookAt = sheet.look_at ? say(words["look-at"], { criteria: sheet.look_at }) : "";
    if (sheet.state === "returned" && !sheet.kept_at) said.append(notice("returned", [`${words.returned}: ${sheet.reason}`, lookAt].filter(Boolean).join(" – "), "returned"));
    if (!canBeMarked(sheet)) said.append(notice("submitted", sheet.kept_at ? words.kept : words.locked, "submitted"));
  }

  /** Before the first mark: whose turn it is, to be compared with the badge. */
  describeTeam() {
    const { sheet, place: { words, zone } } = this;
    const turn = [sheet.order === null ? "" : say(words.round, { number: sheet.order }), timesOf(sheet, zone), sheet.station ? say(words.station, { station: sheet.station }) : ""];
    write(part(this.main, "meet-code"), sheet.team_code);
    write(part(this.main, "meet-turn"), turn.filter(Boolean).join(" · "));
    write(part(this.main, "meet-task"), sheet.task.title);
    part(this.main, "met").addEventListener("click", () => this.meet());
  }

  /** The judge says that this is the team. */
  meet() {
    this.met = true;
    this.deeds.met();
    this.update(this.sheet);
    const first = this.cards[0];
    if (first && first.choices().length > 0) first.choices()[0].focus({ preventScroll: true });
  }

  listen() {
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("input", (event) => this.typing(event));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter ?? null);
      if (button && button.name.startsWith("no-reading")) this.giveNoReading(button);
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
    if (!card || !card.problem) card?.complain();
    this.count();
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.changed(event), PATIENCE);
  }

  /** Tells how much of what is typed is not given: it cannot be, or not yet. */
  count() {
    const note = /** @type {HTMLTextAreaElement | null} */ (this.form.querySelector("#sheet-note"));
    const open = canBeMarked(this.sheet) ? this.cards.filter((card) => card.isOpen()).length : 0;
    this.deeds.typed(open + Number(note !== null && canBeMarked(this.sheet) && note.value !== this.sheet.note));
  }

  /** Gives at once what is being typed: the page may be gone the next moment. */
  flush() {
    const here = document.activeElement;
    if (here instanceof HTMLElement && this.form.contains(here) && here.matches("textarea, input[inputmode]")) this.take(here);
  }

  /** @param {Event} event */
  changed(event) {
    if (event.target instanceof HTMLElement && event.target.isConnected) this.take(event.target);
  }

  /** @param {HTMLElement} target the control whose words are taken */
  take(target) {
    clearTimeout(this.rest);
    if (target.id === "sheet-note") {
      const text = /** @type {HTMLTextAreaElement} */ (target).value;
      if (text !== this.sheet.note) this.deeds.note(text);
      this.count();
      return;
    }
    const card = this.cardAt(target);
    if (!card) return;
    card.giveAnew(target);
    const value = card.value();
    card.complain();
    this.keepDraft(card, value === null);
    if (value && card.differs(value)) this.deeds.give(card.criterion, value);
    this.count();
  }

  /**
   * What cannot be given is kept as it stands, and is there when the judge comes back.
   * @param {Card} card
   * @param {boolean} is
   */
  keepDraft(card, is) {
    const { [card.criterion]: before, ...rest } = this.sheet.drafts ?? {};
    if (!is && !before) return;
    const drafts = is ? { ...rest, [card.criterion]: card.draft() } : rest;
    this.sheet = { ...this.sheet, drafts };
    this.deeds.draft(drafts);
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
    const open = canBeMarked(sheet) && this.met && this.deeds.isTaking();
    for (const criterion of sheet.criteria) {
      const card = this.cards.find((one) => one.criterion === criterion.id);
      card?.show(criterion);
      card?.offer(criterion.conflict && open ? rivals(criterion, this.place, this.deeds.mine) : [], (choice) => this.deeds.give(criterion.id, { ...choice.value, chosen_over: criterion.conflict ?? "" }));
    }
    const note = /** @type {HTMLTextAreaElement | null} */ (this.form.querySelector("#sheet-note"));
    if (note && document.activeElement !== note) note.value = sheet.note;
    this.form.toggleAttribute("inert", !open);
    this.form.classList.toggle("closed", !open);
    this.meetBox.hidden = this.met || !canBeMarked(sheet);
    this.absentLine.hidden = !open;
    this.moveLine.hidden = !open || !hasBegun(sheet);
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

  /** Marks beside each criterion whether its mark stands in this page only. @param {string[]} held */
  flag(held) {
    for (const card of this.cards) card.flag(held.includes(this.sheet.criteria.find((one) => one.id === card.criterion)?.operation ?? ""));
  }

  /** Takes a gesture back that is not taken. @param {number | null} criterion */
  takeBack(criterion) {
    const card = this.cards.find((one) => one.criterion === criterion);
    if (card) card.takeBack();
    this.count();
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
    const first = wrong ?? this.cards.find((card) => card.criterion === (holes[0] ?? undecided[0])?.id);
    if (wrong) wrong.complain();
    if (first) this.leadTo(first);
    return first !== undefined;
  }

  /** @param {Card} card */
  leadTo(card) {
    this.keys.typed = "";
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
    this.keys.press(event);
  }
}
