// The judge's console: one page of all sheets. Each tap is kept on the device at once, then sent; the address says what is shown.

import { Card } from "./score_sheet_card.js";
import { guardSignOut, hasSignals, prepare, setSignals, signal, storage, Wakefulness } from "./score_sheet_device.js";
import { chip, clock, copy, notice, part, readWords, say } from "./score_sheet_draw.js";
import { Help } from "./score_sheet_help.js";
import { Keeper } from "./score_sheet_keeper.js";
import { drawList } from "./score_sheet_list.js";
import { describeDevice, notices } from "./score_sheet_notices.js";
import { canBeMarked, codeOf, EMPTY, jump, lastDeed, summary } from "./score_sheet_state.js";
import { load, open, probe } from "./score_sheet_store.js";
import { drawStep } from "./score_sheet_steps.js";
import { SheetView } from "./score_sheet_view.js";

/**
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 */

const EVERY = 60_000;

class Console {
  /**
   * @param {HTMLElement} root
   * @param {IDBDatabase} database
   */
  constructor(root, database) {
    this.settings = root.dataset;
    this.words = readWords();
    this.place = { words: this.words, zone: this.settings.zone ?? "", language: document.documentElement.lang, home: this.settings.home ?? "/" };
    this.main = /** @type {HTMLElement} */ (document.querySelector("main"));
    this.band = part(document, "band");
    this.bar = part(document, "bar");
    this.wakefulness = new Wakefulness();
    this.keeper = new Keeper(this.settings, database, {
      took: (before) => this.took(before),
      told: () => this.tell(),
      writes: (sheet) => this.writes(sheet),
      wrote: () => { this.connection("waiting", this.words.saved); signal(); },
    });
    /** @type {SheetView | null} */
    this.view = null;
    this.opensOffline = false;
    /** @type {{ persisted: boolean | null, left: number | null }} */
    this.storage = { persisted: null, left: null };
    this.drawn = "";
    this.submitted = 0;
    this.helpBox = /** @type {HTMLElement | null} */ (document.querySelector("main > .help-call"));
    /** @type {Help | null} */
    this.help = null;
    this.flashes = [...document.querySelectorAll("main > .notice")];
  }

  /** @returns {Kept | null} */
  get kept() {
    return this.keeper.kept;
  }

  async start() {
    const { keeper } = this;
    const [there] = await Promise.all([load(keeper.database, keeper.section, keeper.person), probe(keeper.database)]);
    const fresh = keeper.refresh();
    if (there && there.version === this.settings.version && there.language === this.place.language) await Promise.race([fresh, pause(2_500)]);
    else await fresh;
    while (!keeper.kept) {
      if (there) await keeper.reload();
      else {
        await pause(5_000);
        await keeper.refresh();
      }
    }
    const [taps, typing, top] = [this.tapsBefore(), document.activeElement, scrollY];
    this.listen();
    this.show();
    goOn(/** @type {HTMLInputElement} */ (typing));
    scrollTo(0, top);
    this.main.dataset.console = "ready";
    for (const [criterion, value] of taps) this.give(criterion, value);
    void keeper.greet();
    void this.prepare();
    if (this.helpBox) this.help = new Help(this.helpBox, keeper, this.place);
    setInterval(() => void this.beat(), EVERY);
  }

  /** @returns {[number, Value][]} what was tapped on the plain page before this one took over */
  tapsBefore() {
    const changed = (/** @type {any} */ one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue;
    const cards = [...this.main.querySelectorAll("form#sheet section[data-criterion]")].filter((section) => [...section.querySelectorAll("input, textarea")].some(changed))
      .map((section) => new Card(/** @type {HTMLElement} */ (section), this.words, this.place.language));
    return cards.flatMap((card) => { const value = card.value(); return value ? [/** @type {[number, Value]} */ ([card.criterion, value])] : []; });
  }

  listen() {
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("keydown", (event) => this.view?.key(event));
    window.addEventListener("popstate", () => this.show());
    window.addEventListener("online", () => void this.beat());
    document.addEventListener("visibilitychange", () => document.hidden || void this.beat());
    window.addEventListener("beforeunload", (event) => {
      if (this.keeper.mine().count > 0) event.preventDefault();
    });
    guardSignOut(this.keeper.database, () => this.kept?.place ?? "");
  }

  /** Sends what waits, marks first, and asks for what is new. */
  async beat() {
    await this.keeper.beat();
    await this.help?.beat();
  }

  async prepare() {
    this.storage = await storage();
    this.opensOffline = await prepare(this.settings, [this.settings.shellUrl ?? "", `${this.place.home}unsent`]);
    this.tell();
  }

  /**
   * What is kept has changed: shows it, touching only what differs where the sheet stays the same.
   * @param {Kept | null} before
   */
  took(before) {
    if (!this.main.dataset.console || !this.kept) return;
    if (before && before.place !== this.kept.place) {
      location.reload();
      return;
    }
    const [was, is] = [before, this.kept].map((one) => one?.sheets.find((sheet) => sheet.id === this.view?.sheet.id));
    if (!this.view) this.show(true);
    else if (is && was && isSameForm(was, is)) this.view.update(is);
    else {
      this.show(true);
      if (this.view && is?.state !== "returned") part(this.main, "sheet-notices").append(notice("waiting", this.words.changed, "change"));
    }
    this.tell();
  }

  /** @param {Sheet} sheet */
  writes(sheet) {
    if (this.view?.sheet.id === sheet.id) this.view.update(sheet);
    this.connection("waiting", this.words.saving);
  }

  /** @returns {Sheet | undefined} the sheet of the address */
  sheetHere() {
    const id = Number(location.pathname.slice(this.place.home.length).split("/")[0]);
    return this.kept?.sheets.find((sheet) => sheet.id === id);
  }

  /** Shows what the address says. @param {boolean} [same] whether the judge stays where they are */
  show(same = false) {
    const rest = location.pathname.slice(this.place.home.length);
    const sheet = this.sheetHere();
    const step = rest.split("/")[1] ?? "";
    this.view = null;
    this.bar.hidden = true;
    this.bar.replaceChildren();
    part(document, "account").hidden = Boolean(sheet);
    if (!sheet || (step && !canBeMarked(sheet))) {
      if (/^\d/.test(rest)) history.replaceState(null, "", this.place.home);
      this.showList(/^\d/.test(rest) && !sheet ? this.words.gone : "", same);
    } else if (step) this.showStep(sheet, step);
    else this.showSheet(sheet);
    this.wakefulness.set(this.view !== null);
    if (!same) window.scrollTo(0, 0);
    this.tell();
  }

  /** @param {Sheet} sheet */
  showSheet(sheet) {
    this.view = new SheetView(sheet, this.kept?.forms[sheet.task.code] ?? "", this.place, {
      give: (criterion, value) => void this.keeper.write(sheet.id, "mark", { criterion, value }),
      note: (text) => void this.keeper.write(sheet.id, "note", { value: { note: text } }),
      undo: () => void this.undo(),
      submit: () => this.go(`${this.place.home}${sheet.id}/submit`),
      mine: (operation, device) => this.keeper.made.has(operation) || (device !== "" && device === this.keeper.device()),
    });
    this.frame(this.view.band, this.view.main, "console p-2 pt-3");
    this.showHelp(sheet.team_code, sheet.station);
    this.bar.replaceChildren(...this.view.bar.childNodes);
    this.view.bar = this.bar;
    this.bar.hidden = false;
    document.title = `${sheet.team_code} – ${sheet.task.title}`;
  }

  /**
   * @param {string} said
   * @param {boolean} same
   */
  showList(said, same) {
    if (!this.kept) return;
    const [field, details] = [this.main.querySelector("input[name='code']"), [...this.main.querySelectorAll("details")].map((one) => one.open)];
    const [typed, here] = field instanceof HTMLInputElement && same ? [field.value, document.activeElement === field] : ["", false];
    const saidBefore = same ? [...(part(this.main, "said")?.childNodes ?? [])] : this.flashes.splice(0);
    this.frame(copy("list-band"), drawList(this.kept, this.place), "console px-3 py-3");
    const now = /** @type {HTMLInputElement} */ (this.main.querySelector("input[name='code']"));
    now.value = typed;
    if (here) now.focus({ preventScroll: true });
    if (same) this.main.querySelectorAll("details").forEach((one, index) => { one.open = details[index] ?? false; });
    part(this.main, "said").append(...saidBefore);
    if (said) this.announce(said, "waiting");
    this.showHelp("", "");
    this.listenToList();
    this.drawn = "";
    document.title = this.band.textContent?.trim() ?? "";
  }

  /**
   * Puts "Request help", which came with the page, where the judge is.
   * @param {string} code
   * @param {string} station
   */
  showHelp(code, station) {
    if (!this.helpBox) return;
    for (const [name, value] of [["team_code", code], ["station", station], ["back", location.pathname]]) {
      this.helpBox.querySelectorAll(`input[name='${name}']`).forEach((input) => { /** @type {HTMLInputElement} */ (input).value = value; });
    }
    part(this.main, "help").append(this.helpBox);
  }

  listenToList() {
    part(this.main, "jump").addEventListener("submit", (event) => {
      event.preventDefault();
      this.jump(/** @type {HTMLInputElement} */ (this.main.querySelector("input[name='code']")).value);
    });
    const signals = /** @type {HTMLInputElement} */ (part(this.main, "signals"));
    signals.checked = hasSignals();
    signals.addEventListener("change", () => { setSignals(signals.checked); signal(); });
    const button = part(this.main, "scan");
    if (!("BarcodeDetector" in window)) return;
    void import("./score_sheet_camera.js").then(async ({ canScan }) => { button.hidden = !(await canScan()); });
    button.addEventListener("click", () => void this.scan());
  }

  async scan() {
    const camera = /** @type {HTMLVideoElement} */ (part(this.main, "camera"));
    if (!camera.hidden) {
      camera.hidden = true; // a second tap ends it
      return;
    }
    try {
      const { scan } = await import("./score_sheet_camera.js");
      const found = await scan(camera);
      if (found) this.jump(codeOf(found));
    } catch {
      this.announce(this.words["camera-denied"], "waiting");
    }
  }

  /** @param {string} typed */
  jump(typed) {
    if (!this.kept || !typed.trim()) return;
    const { sheet, said, due } = jump(this.kept.sheets, typed, new Date());
    const time = clock(said === "other-turn" ? sheet?.starts_at : sheet?.submitted_at, this.place.zone);
    const words = said ? say(this.words[said], { code: sheet?.team_code ?? codeOf(typed), due: due?.team_code ?? "", time }) : "";
    if (sheet && canBeMarked(sheet)) {
      this.go(`${this.place.home}${sheet.id}`);
      if (words && this.view) part(this.main, "sheet-notices").append(notice("waiting", words, "clock"));
    } else this.announce(words, said === "no-sheet" ? "problem" : "submitted");
  }

  /**
   * @param {string} words
   * @param {string} state
   */
  announce(words, state) {
    part(this.main, "said")?.replaceChildren(notice(state, words, state === "problem" ? "missing" : state === "waiting" ? "clock" : state));
  }

  /**
   * @param {Sheet} sheet
   * @param {string} step `submit` or `absent`
   */
  showStep(sheet, step) {
    if (step === "submit" && !summary(sheet).complete) {
      this.go(`${this.place.home}${sheet.id}`);
      return;
    }
    const view = drawStep(sheet, step, this.place, () => void (step === "submit" ? this.submit(sheet.id) : this.markAbsent(sheet.id)));
    this.frame(copy("list-band"), view, "console px-3 py-3");
  }

  /**
   * @param {DocumentFragment} band
   * @param {DocumentFragment} view
   * @param {string} className
   */
  frame(band, view, className) {
    this.band.replaceChildren(band);
    this.main.replaceChildren(view);
    this.main.className = className;
  }

  /** @param {string} address */
  go(address) {
    history.pushState(null, "", address);
    this.show();
  }

  /** Follows links inside the console without asking the server. @param {MouseEvent} event */
  follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { pathname, origin, hash } = new URL(link.href, location.href);
    if (origin !== location.origin || hash || !pathname.startsWith(this.place.home)) return;
    const [id, step] = pathname.slice(this.place.home.length).split("/");
    const sheet = this.kept?.sheets.find((one) => String(one.id) === id);
    if (id !== "" && (!sheet || sheet.criteria.length === 0 || (step && !["submit", "absent"].includes(step)))) return;
    event.preventDefault();
    this.go(pathname);
  }

  /**
   * @param {number} criterion
   * @param {Value} value
   */
  give(criterion, value) {
    if (this.view) void this.keeper.write(this.view.sheet.id, "mark", { criterion, value });
  }

  /** Takes back the last step of the sheet, by further operations. */
  async undo() {
    const sheet = this.view?.sheet;
    const steps = sheet ? lastDeed(sheet) : [];
    const number = sheet?.criteria.find((criterion) => criterion.id === steps[0]?.criterion)?.number ?? "–";
    for (const { criterion, value } of steps) await this.keeper.write(sheet?.id ?? 0, criterion === null ? "note" : "mark", { criterion, value, undoes: true });
    if (steps.length > 0) this.view?.tell(say(this.words.undone, { number }), "info");
  }

  /** @param {number} id */
  async submit(id) {
    const sheet = this.kept?.sheets.find((one) => one.id === id);
    if (!sheet || !canBeMarked(sheet)) return;
    await this.keeper.write(id, "submit");
    this.go(this.place.home);
    if (this.keeper.failed) return;
    this.announce(`${sheet.team_code}: ${this.words.kept}`, "waiting");
    this.submitted = id;
    this.tellSubmitted();
  }

  /** Says that the sheet just submitted on this device has arrived. */
  tellSubmitted() {
    const sheet = this.kept?.sheets.find((one) => one.id === this.submitted);
    if (!sheet || sheet.kept_at) return;
    this.submitted = 0;
    if (!canBeMarked(sheet)) this.announce(say(this.words["is-submitted"], { code: sheet.team_code }), "submitted");
    else part(this.main, "said")?.replaceChildren();
  }

  /** @param {number} id */
  async markAbsent(id) {
    const at = new Date().toISOString();
    const sheet = this.kept?.sheets.find((one) => one.id === id);
    for (const criterion of sheet?.criteria ?? []) await this.keeper.write(id, "mark", { criterion: criterion.id, value: { ...EMPTY, state: "absent" }, at });
    this.go(`${this.place.home}${id}/submit`);
  }

  /**
   * @param {string} state
   * @param {string} words
   */
  connection(state, words) {
    const link = part(document, "connection");
    link.hidden = false;
    if (link.textContent?.trim() !== words) link.replaceChildren(chip(state, words, state === "waiting" && !this.keeper.round.reached ? "offline" : state));
  }

  /** Says what is safe, what waits since when, and what somebody has to do. */
  tell() {
    if (!this.main.dataset.console) return;
    const { words, zone } = this.place;
    const { count, since } = this.keeper.mine();
    if (this.keeper.unsaved) this.connection("waiting", words.saving);
    else if (count === 0) this.connection("online", words.sent);
    else this.connection("waiting", say(words.waiting, { count, time: clock(since, zone) }));
    this.tellSubmitted();
    const here = this.situation();
    const said = notices(here, words);
    const drawn = JSON.stringify([said, this.opensOffline, this.storage, here.outdated, here.others]);
    this.view?.tell(said[0]?.[1] ?? "", said[0]?.[0] ?? "");
    const box = part(this.main, "notices");
    if (!box || this.drawn === drawn) return;
    this.drawn = drawn;
    box.replaceChildren(...said.map(([state, text]) => notice(state, text, state === "problem" ? "missing" : "offline")));
    describeDevice(this.main, here, words);
  }

  /** @returns {import("./score_sheet_notices.js").Situation} what there is to say something about */
  situation() {
    const { round, failed, off, signedOut, outdated } = this.keeper;
    const sheets = this.view ? [this.view.sheet] : this.kept?.sheets ?? [];
    const conflicts = sheets.some((sheet) => summary(sheet).undecided.length > 0);
    return {
      count: this.keeper.mine().count, others: this.keeper.others(), reached: round.reached, locked: round.locked, conflicts, refused: this.kept?.refused.length ?? 0,
      failed: failed ? this.words.full : "", off, signedOut, outdated, opensOffline: this.opensOffline, storage: this.storage, version: this.settings.version ?? "",
    };
  }
}

/**
 * @param {Sheet} was
 * @param {Sheet} is
 * @returns {boolean} whether the sheet on the screen can go on as it is
 */
function isSameForm(was, is) {
  return is.rubric_version === was.rubric_version && canBeMarked(is) === canBeMarked(was) && (is.state === "returned") === (was.state === "returned");
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(resolve, milliseconds); });
}

async function begin() {
  const root = /** @type {HTMLElement} */ (document.querySelector("[data-behaviour='console']"));
  try {
    await new Console(root, await open()).start();
  } catch {
    const main = /** @type {HTMLElement} */ (document.querySelector("main"));
    main.prepend(notice("problem", readWords().storage, "missing"));
    guardSignOut(null, () => "");
  }
}

void begin();

/**
 * Goes on, in the form of this page, in the field of the plain one.
 * @param {HTMLInputElement} was
 */
function goOn(was) {
  const now = /** @type {HTMLInputElement | null} */ (document.getElementById(was.id));
  now?.focus();
  if (now && typeof was.selectionStart === "number") now.value = was.value;
}
