// The judge's console: one page of all sheets. Each tap is kept on the device at once, then sent; the address says what is shown.

import { canScan, scan } from "./score_sheet_camera.js";
import { Card } from "./score_sheet_card.js";
import { clear, guardSignOut, hasSignals, isLittle, level, prepare, setSignals, signal, storage, Wakefulness } from "./score_sheet_device.js";
import { chip, clock, copy, notice, part, readWords, say, write } from "./score_sheet_draw.js";
import { drawList } from "./score_sheet_list.js";
import { newId, waiting } from "./score_sheet_queue.js";
import { written } from "./score_sheet_points.js";
import { Sender } from "./score_sheet_sender.js";
import { applied, canBeMarked, codeOf, jump, lastDeed, summary } from "./score_sheet_state.js";
import { all, keep, load, open, probe, replace } from "./score_sheet_store.js";
import { SheetView } from "./score_sheet_view.js";

/**
 * @typedef {import("./score_sheet_state.js").Kept} Kept
 * @typedef {import("./score_sheet_state.js").Sheet} Sheet
 * @typedef {import("./score_sheet_queue.js").Value} Value
 */

const EVERY = 60_000;
const OFF = 120_000;

class Console {
  /**
   * @param {HTMLElement} root
   * @param {IDBDatabase} database
   */
  constructor(root, database) {
    this.settings = root.dataset;
    this.database = database;
    this.words = readWords();
    this.place = { words: this.words, zone: this.settings.zone ?? "", language: document.documentElement.lang, home: this.settings.home ?? "/" };
    this.main = /** @type {HTMLElement} */ (document.querySelector("main"));
    this.band = part(document, "band");
    this.bar = part(document, "bar");
    this.wakefulness = new Wakefulness();
    this.tabs = new BroadcastChannel("score-sheets");
    this.told = { level: level(), app_version: this.settings.version ?? "" };
    this.sender = new Sender(database, this.settings.operationsUrl ?? "", (place) => this.enrol(place), (round) => void this.hear(round), this.told);
    /** @type {Kept | null} */
    this.kept = null;
    /** @type {SheetView | null} */
    this.view = null;
    /** @type {import("./score_sheet_sender.js").Round} */
    this.round = { memories: [], reached: true, locked: false, answers: [] };
    this.csrf = "";
    this.off = 0;
    this.opensOffline = false;
    /** @type {{ persisted: boolean | null, left: number | null }} */
    this.storage = { persisted: null, left: null };
    this.outdated = false;
    this.signedOut = false;
    /** @type {Promise<unknown>} what is being written; the next one waits for it, so that order stays */
    this.writing = Promise.resolve();
    this.failed = "";
    this.drawn = "";
    this.submitted = 0;
    this.help = document.querySelector("main > .help-call");
    this.flashes = [...document.querySelectorAll("main > .notice")];
  }

  async start() {
    const section = this.settings.section ?? "";
    this.round.memories = await all(this.database);
    const [there] = await Promise.all([load(this.database, section), probe(this.database)]);
    const fresh = this.refresh();
    if (there && there.version === this.settings.version && there.language === this.place.language) await Promise.race([fresh, after(2_500)]);
    else await fresh;
    this.kept ??= there;
    if (!this.kept) {
      await this.retryUntilThere();
      return;
    }
    this.listen();
    const taps = this.tapsBefore();
    this.show();
    this.main.dataset.console = "ready";
    for (const [criterion, value] of taps) await this.give(criterion, value);
    void this.sender.flush();
    void this.prepare();
    setInterval(() => void this.beat(), EVERY);
  }

  /** Nothing is kept and the server does not answer: the plain page stays, and this asks again. */
  async retryUntilThere() {
    for (;;) {
      await after(5_000);
      await this.refresh();
      if (this.kept) break;
    }
    await this.start();
  }

  /** @returns {[number, Value][]} what was tapped on the plain page before this one took over */
  tapsBefore() {
    const changed = (/** @type {Element} */ one) => one instanceof HTMLInputElement ? one.checked !== one.defaultChecked || one.value !== one.defaultValue
      : one instanceof HTMLTextAreaElement && one.value !== one.defaultValue;
    const sections = [...this.main.querySelectorAll("form#sheet section[data-criterion]")].filter((section) => [...section.querySelectorAll("input, textarea")].some(changed));
    const cards = sections.map((section) => new Card(/** @type {HTMLElement} */ (section), this.words, this.place.language));
    return cards.flatMap((card) => { const value = card.value(); return value ? [/** @type {[number, Value]} */ ([card.criterion, value])] : []; });
  }

  listen() {
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("keydown", (event) => this.view?.key(event));
    window.addEventListener("popstate", () => this.show());
    window.addEventListener("online", () => void this.beat());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") void this.beat(); });
    window.addEventListener("beforeunload", (event) => {
      if (level() === "http" && this.mine().count > 0) event.preventDefault();
    });
    this.tabs.onmessage = () => void this.reload();
    guardSignOut(this.database, () => this.kept?.place ?? "");
  }

  async prepare() {
    this.storage = await storage();
    this.opensOffline = await prepare(this.settings, [this.settings.shellUrl ?? "", `${this.place.home}unsent`]);
    this.tell();
  }

  /** Sends what waits, says that this device is there, and asks for what is new. */
  async beat() {
    await this.sender.flush();
    if (this.kept) await this.sender.greet(this.kept.place).catch(() => undefined);
    await this.refresh();
  }

  /**
   * Asks the server for the judge's sheets; what was answered meanwhile makes the answer old, then it is left.
   * @param {boolean} [again]
   */
  async refresh(again = true) {
    const memories = await all(this.database);
    const heard = new Map(memories.map((memory) => [memory.place, memory.settled ?? 0]));
    const headers = this.kept && !this.kept.stale ? { "If-None-Match": this.kept.etag } : undefined;
    try {
      const answer = await fetch(this.settings.freshUrl ?? "", { headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(15_000) });
      this.signedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
      this.csrf = answer.headers.get("X-CSRFToken") ?? this.csrf;
      this.outdated = (answer.headers.get("X-Console-Version") ?? this.settings.version) !== this.settings.version;
      if (!answer.ok) return this.tell();
      const given = await answer.json();
      const place = `${this.settings.section}#${given.judge}`;
      this.off = Math.abs(Date.now() - new Date(given.now).getTime());
      const fresh = { ...given, place, section: this.settings.section, etag: answer.headers.get("ETag") ?? "" };
      const kept = await replace(this.database, fresh, heard.get(place) ?? 0);
      if (!kept) return void (again && (await this.refresh(false)));
      this.take(kept);
    } catch {
      this.tell();
    }
  }

  /** Another tab or the server has changed what is kept. */
  async reload() {
    this.round = { ...this.round, memories: await all(this.database) };
    const kept = await load(this.database, this.settings.section ?? "");
    if (kept) this.take(kept);
  }

  /** @param {Kept} kept */
  take(kept) {
    const before = this.kept;
    if (before && before.place !== kept.place) return location.reload();
    this.kept = kept;
    if (!this.main.dataset.console) return;
    const [was, is] = [before, kept].map((one) => one?.sheets.find((sheet) => sheet.id === this.view?.sheet.id));
    if (!this.view) this.show(true);
    else if (!is || !was || is.rubric_version !== was.rubric_version || canBeMarked(is) !== canBeMarked(was) || is.state === "returned" && was.state !== "returned") this.show(true);
    else this.view.update(is);
    this.tell();
  }

  /** @returns {{ count: number, since: string }} */
  mine() {
    const memory = this.round.memories.find((one) => one.place === this.kept?.place);
    return waiting(memory?.queue ?? { next: 1, pending: [] });
  }

  /** @param {import("./score_sheet_sender.js").Round} round */
  async hear(round) {
    this.round = round;
    if (round.answers.length > 0) {
      this.tabs.postMessage("heard");
      await this.reload();
      if (this.kept?.stale) void this.refresh();
    }
    this.tell();
  }

  /** @param {string} place */
  async enrol(place) {
    if (place !== this.kept?.place) return null;
    if (!this.csrf) await this.refresh();
    const answer = await fetch(this.settings.devicesUrl ?? "", {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ section: this.settings.section, ...this.told }),
      signal: AbortSignal.timeout(10_000),
    });
    return answer.ok ? await answer.json() : null;
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
      give: (criterion, value) => void this.give(criterion, value),
      note: (text) => void this.write("note", null, { note: text }),
      undo: () => void this.undo(),
      submit: () => this.go(`${this.place.home}${sheet.id}/submit`),
      mine: (operation) => this.sent.has(operation),
    });
    this.frame(this.view.band, this.view.main, "console p-2 pt-3");
    this.showHelp(sheet.team_code, sheet.station);
    this.bar.replaceChildren(...this.view.bar.childNodes);
    this.view.bar = this.bar;
    this.bar.hidden = false;
    document.title = `${sheet.team_code} – ${sheet.task.title}`;
  }

  /** Operations that this page has made. @type {Set<string>} */
  sent = new Set();

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
    if (!this.help) return;
    for (const [name, value] of [["team_code", code], ["station", station], ["back", location.pathname]]) {
      this.help.querySelectorAll(`input[name='${name}']`).forEach((input) => { /** @type {HTMLInputElement} */ (input).value = value; });
    }
    part(this.main, "help").append(this.help);
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
    void canScan().then((can) => { button.hidden = !can; });
    button.addEventListener("click", () => void this.scan());
  }

  async scan() {
    try {
      const found = await scan(/** @type {HTMLVideoElement} */ (part(this.main, "camera")));
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
    const view = copy(step === "submit" ? "submit-view" : "absent-view");
    const back = `${this.place.home}${sheet.id}`;
    write(part(view, "code"), sheet.team_code);
    /** @type {HTMLAnchorElement} */ (part(view, "back")).href = back;
    if (step === "submit") this.describeSubmission(view, sheet);
    part(view, "confirm").addEventListener("submit", (event) => {
      event.preventDefault();
      void (step === "submit" ? this.submit(sheet.id) : this.markAbsent(sheet.id));
    });
    this.frame(copy("list-band"), view, "console px-3 py-3");
  }

  /**
   * Repeats code, task, total, and what is unsure or not assessed.
   * @param {DocumentFragment} view
   * @param {Sheet} sheet
   */
  describeSubmission(view, sheet) {
    const { words, language } = this.place;
    const { total, complete } = summary(sheet);
    if (!complete) return this.go(`${this.place.home}${sheet.id}`);
    write(part(view, "task"), sheet.task.title);
    write(part(view, "total"), sheet.absent ? words.absent : written(total, language));
    write(part(view, "maximum"), sheet.absent ? "" : say(words.of, { maximum: written(Number(sheet.maximum) * 1000, language) }));
    write(part(view, "submit"), say(words.submit, { code: sheet.team_code }));
    for (const name of ["unsure", "not-assessed"]) {
      const lines = sheet.criteria.filter(({ value }) => (name === "unsure" ? value.unsure : value.state === "not_assessed"));
      const box = part(view, name);
      box.hidden = lines.length === 0;
      box.querySelector("ul")?.append(...lines.map((criterion) => {
        const line = document.createElement("li");
        line.textContent = `${criterion.number}. ${criterion.label || criterion.code}${criterion.value.note ? ` – ${criterion.value.note}` : ""}`;
        return line;
      }));
    }
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
    return this.write("mark", criterion, value);
  }

  /**
   * Makes an operation, shows it at once, and keeps it on the device; then it is sent.
   * @param {string} kind
   * @param {number | null} criterion
   * @param {Partial<Value>} value
   * @param {{ sheet?: Sheet, at?: string, undoes?: boolean }} [how]
   */
  async write(kind, criterion, value, { sheet = this.view?.sheet ?? this.sheetHere(), at = new Date().toISOString(), undoes = false } = {}) {
    const kept = this.kept;
    if (!kept || !sheet) return;
    const now = kept.sheets.find((one) => one.id === sheet.id) ?? sheet;
    const base = kind === "submit" ? now.submission : now.criteria.find((one) => one.id === criterion)?.operation ?? null;
    const id = newId((bytes) => crypto.getRandomValues(bytes));
    const operation = { id, sheet: now.id, kind, rubric_version: now.rubric_version, criterion, base, value, device_time: at };
    const after_ = applied(now, operation, undoes);
    this.kept = { ...kept, sheets: kept.sheets.map((one) => (one.id === now.id ? after_ : one)) };
    this.sent.add(id);
    if (this.view?.sheet.id === now.id) this.view.update(after_);
    this.connection("waiting", this.words.saving);
    const writing = this.writing.then(() => keep(this.database, kept.place, operation, undoes));
    this.writing = writing.catch(() => undefined);
    try {
      const memory = await writing;
      this.failed = "";
      this.round = { ...this.round, memories: [...this.round.memories.filter((one) => one.place !== memory.place), memory] };
      this.connection("waiting", this.words.saved);
      signal();
      this.tabs.postMessage("kept");
      void this.sender.flush();
    } catch {
      this.failed = this.words.full;
      await this.reload();
      this.tell();
    }
  }

  /** Takes back the last step of the sheet, by further operations. */
  async undo() {
    const sheet = this.view?.sheet;
    const steps = sheet ? lastDeed(sheet) : [];
    const number = sheet?.criteria.find((criterion) => criterion.id === steps[0]?.criterion)?.number ?? "–";
    for (const step of steps) await this.write(step.criterion === null ? "note" : "mark", step.criterion, step.value, { undoes: true });
    if (steps.length > 0) this.view?.tell(say(this.words.undone, { number }), "info");
  }

  /** @param {number} id */
  async submit(id) {
    const sheet = this.kept?.sheets.find((one) => one.id === id);
    if (!sheet || !canBeMarked(sheet)) return;
    await this.write("submit", null, {}, { sheet });
    this.go(this.place.home);
    if (this.failed) return;
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
    const absent = { state: "absent", mark: null, readings: "", consequence: "", note: "", unsure: false };
    for (const criterion of sheet?.criteria ?? []) await this.write("mark", criterion.id, absent, { sheet, at });
    this.go(`${this.place.home}${id}/submit`);
  }

  /**
   * @param {string} state
   * @param {string} words
   */
  connection(state, words) {
    const link = part(document, "connection");
    link.hidden = false;
    if (link.textContent?.trim() !== words) link.replaceChildren(chip(state, words, state === "waiting" && !this.round.reached ? "offline" : state));
  }

  /** Says what is safe, what waits since when, and what somebody has to do. */
  tell() {
    if (!this.main.dataset.console) return;
    const { words, zone } = this.place;
    const { count, since } = this.mine();
    if (count === 0) this.connection("online", words.sent);
    else this.connection("waiting", say(words.waiting, { count, time: clock(since, zone) }));
    this.tellSubmitted();
    const said = this.notices(count);
    const drawn = JSON.stringify([said, this.opensOffline, this.storage, this.outdated, this.others()]);
    if (this.view) this.view.tell(said[0]?.[1] ?? "", said[0]?.[0] ?? "");
    const box = part(this.main, "notices");
    if (!box || (this.drawn === drawn && box.hasChildNodes() === said.length > 0)) return;
    this.drawn = drawn;
    box.replaceChildren(...said.map(([state, text]) => notice(state, text, state === "problem" ? "missing" : "offline")));
    this.describeDevice();
  }

  /**
   * @param {number} count
   * @returns {[string, string][]} state and words, the most urgent first
   */
  notices(count) {
    const { words } = this;
    const conflicts = this.view ? summary(this.view.sheet).undecided.length : this.kept?.sheets.some((sheet) => summary(sheet).undecided.length > 0);
    /** @type {[unknown, string, string][]} */
    const all_ = [
      [this.failed, "problem", this.failed],
      [this.round.locked && count > 0, "problem", words["signed-out-unsent"]],
      [!this.round.reached && count > 0, "waiting", words.offline],
      [conflicts, "problem", words.conflict],
      [this.kept?.refused.length, "problem", words.refused],
      [this.signedOut, "waiting", words["signed-out"]],
      [isLittle(this.storage.left), "problem", say(words["low-space"], { megabytes: Math.round((this.storage.left ?? 0) / 1_000_000) })],
      [this.off > OFF, "waiting", say(words.clock, { minutes: Math.round(this.off / 60_000) })],
    ];
    return all_.filter(([is]) => is).map(([, state, text]) => [state, text]);
  }

  /** @returns {number} how many operations of other judges wait on this device */
  others() {
    return this.round.memories.filter((memory) => memory.place !== this.kept?.place).reduce((sum, memory) => sum + memory.queue.pending.length, 0);
  }

  describeDevice() {
    const { words } = this;
    const here = level();
    const badge = part(this.main, "level");
    badge.dataset.state = here === "https" ? "online" : "waiting";
    badge.dataset.level = here;
    write(badge, here.toUpperCase());
    write(part(this.main, "level-words"), here === "http" ? words["level-http"] : this.opensOffline ? words["level-https"] : words["level-preparing"]);
    const others = this.others();
    const kept = this.storage.persisted === null ? "" : this.storage.persisted ? words.persisted : words["not-persisted"];
    write(part(this.main, "storage"), [kept, others ? say(words["others-waiting"], { count: others }) : ""].filter(Boolean).join(" "));
    const line = part(this.main, "version");
    write(line, say(words.version, { version: this.settings.version ?? "" }));
    if (!this.outdated) return;
    const link = document.createElement("a");
    link.href = `${location.pathname}#`;
    link.textContent = words.reload;
    link.addEventListener("click", () => location.reload());
    line.append(` · ${words["new-version"]} `, link);
  }
}

/** @param {number} milliseconds */
function after(milliseconds) {
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
