// The page of a score sheet: each tap is kept on the device at once, then sent; the form below stays what it is without JavaScript.

import { Card } from "./score_sheet_card.js";
import { newId, unsentOf, waiting } from "./score_sheet_queue.js";
import { written } from "./score_sheet_points.js";
import { Sender } from "./score_sheet_sender.js";
import { all, keep, open } from "./score_sheet_store.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form[data-behaviour='score-sheet']"));
const words = form.dataset;
const sheet = Number(words.sheet);
const place = `${words.section}#${words.judge}`;
const language = document.documentElement.lang;
const cards = [...form.querySelectorAll("section[data-criterion]")].map((section) => new Card(/** @type {HTMLElement} */ (section), words, language));
const tabs = new BroadcastChannel("score-sheets");

/**
 * @template {Element} Kind
 * @param {string} name
 * @returns {Kind}
 */
function part(name) {
  return /** @type {Kind} */ (document.querySelector(`[data-part='${name}']`));
}

/** @param {string} place_ */
async function enrol(place_) {
  if (place_ !== place) return null;
  const answer = await fetch(words.devicesUrl ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf_token")).value },
    body: JSON.stringify({ section: words.section, level: window.isSecureContext && location.protocol === "https:" ? "https" : "http" }),
    signal: AbortSignal.timeout(10_000),
  });
  return answer.ok ? await answer.json() : null;
}

/**
 * @param {string} state
 * @param {string} text
 */
function chip(state, text) {
  const found = part("connection");
  const label = document.createElement("span");
  label.className = "state";
  label.dataset.state = state;
  label.textContent = text;
  found.replaceChildren(label);
  found.toggleAttribute("hidden", false);
}

/** @param {string} text */
function notice(text, state = "waiting") {
  const box = part("notice");
  if (box.textContent === text) return;
  box.replaceChildren();
  if (!text) return;
  const inner = document.createElement("div");
  inner.className = "notice mb-3";
  inner.dataset.state = state;
  inner.textContent = text;
  box.append(inner);
}

/**
 * @param {import("./score_sheet_store.js").Memory[]} memories
 * @param {boolean} reached
 * @param {import("./score_sheet_queue.js").Answer[]} answers
 */
function tell(memories, reached, answers) {
  const mine = waiting(memories.find((memory) => memory.place === place)?.queue ?? { next: 1, pending: [] });
  const others = memories.filter((memory) => memory.place !== place).reduce((sum, memory) => sum + memory.queue.pending.length, 0);
  const count = mine.count + others;
  if (count === 0) chip("online", words.wordsSent ?? "");
  else {
    const since = mine.since ? new Date(mine.since).toTimeString().slice(0, 5) : "–";
    chip("waiting", (words.wordsWaiting ?? "").replace("{count}", String(count)).replace("{time}", since));
  }
  if (!reached && count > 0) notice(words.wordsOffline ?? "");
  else if (answers.some((answer) => answer.outcome === "conflict")) notice(words.wordsConflict ?? "", "problem");
  else if (answers.some((answer) => ["refused", "quarantined"].includes(answer.outcome))) notice(words.wordsRefused ?? "", "problem");
  else if (count === 0 && part("notice").querySelector("[data-state='waiting']")) notice("");
}

function showTotal() {
  const known = cards.map((card) => card.points());
  const unmarked = cards.filter((card) => card.isOpen());
  const sum = known.reduce((/** @type {number} */ total, points) => total + (points ?? 0), 0);
  part("total").textContent = written(sum, language);
  const jump = /** @type {HTMLAnchorElement} */ (part("to-mark"));
  jump.toggleAttribute("hidden", unmarked.length === 0);
  if (unmarked.length > 0) {
    jump.href = `#${unmarked[0].section.id}`;
    jump.firstChild?.replaceWith(`${(words.wordsToMark ?? "").replace("{count}", String(unmarked.length))} `);
  }
}

async function start() {
  const database = await open();
  const sender = new Sender(database, words.operationsUrl ?? "", enrol, tell);
  document.querySelectorAll("[data-part='save']").forEach((button) => button.toggleAttribute("hidden", true));
  cards.forEach((card) => card.enhance());

  /** @param {Card} card */
  async function mark(card) {
    const value = card.value();
    if (value === null || !card.differs(value)) return;
    const id = newId((bytes) => crypto.getRandomValues(bytes));
    const operation = {
      id, sheet, kind: "mark", rubric_version: Number(words.rubricVersion), criterion: card.criterion, base: card.base || null, value,
      device_time: new Date().toISOString(),
    };
    card.show(value, id);
    showTotal();
    await keep(database, place, operation);
    chip("waiting", words.wordsSaved ?? "");
    tabs.postMessage({ sheet, criterion: card.criterion, value, id });
    await sender.flush();
  }

  tabs.onmessage = ({ data }) => {
    const card = cards.find((one) => data.sheet === sheet && one.criterion === data.criterion);
    card?.take(data.value, data.id);
    showTotal();
  };
  form.addEventListener("change", (event) => {
    const section = event.target instanceof Element ? event.target.closest("section[data-criterion]") : null;
    const card = cards.find((one) => one.section === section);
    if (card) void mark(card);
  });
  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "chosen") return;
    event.preventDefault();
    void hand(button?.value === "submit");
  });

  /** @param {boolean} submits */
  async function hand(submits) {
    const hole = cards.find((card) => card.isOpen());
    if (submits && hole) {
      hole.section.scrollIntoView({ block: "start" });
      /** @type {HTMLElement | null} */ (hole.section.querySelector("input:not([type='hidden'])"))?.focus({ preventScroll: true });
      return;
    }
    const note = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("sheet-note"));
    if (note.value !== note.defaultValue) {
      const id = newId((bytes) => crypto.getRandomValues(bytes));
      const value = { note: note.value };
      await keep(database, place, { id, sheet, kind: "note", rubric_version: Number(words.rubricVersion), criterion: null, base: null, value, device_time: new Date().toISOString() });
      note.defaultValue = note.value;
    }
    if ((await sender.flush()) && submits) location.assign(`${location.pathname}/submit`);
    else if (submits) notice(words.wordsOffline ?? "");
  }

  const mine = (await all(database)).find((one) => one.place === place);
  for (const [criterion, operation] of unsentOf(mine?.queue ?? { next: 1, pending: [] }, sheet)) {
    cards.find((card) => card.criterion === criterion)?.take(/** @type {import("./score_sheet_queue.js").Value} */ (operation.value), operation.id);
  }
  showTotal();
  window.addEventListener("online", () => void sender.flush());
  await sender.flush();
}

start().catch(() => notice(words.wordsStorage ?? "", "problem"));
