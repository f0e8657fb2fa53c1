// Draws what the announcer reads and presses: names with how they are said, the sentence, the next button, the order.

import { element, part } from "./ceremony_draw.js";

/**
 * @typedef {[string, boolean][]} Said parts, each with whether it is stressed
 * @typedef {{ name: string, said: Said, institution: string, unnamed: string, members: { name: string, said: Said }[] }} Spoken
 * @typedef {{ place: string, text: string, numeral: string, kind: string }} Row
 * @typedef {{ heading: string, button: string, back: string, row: Row, people: Spoken[], said: { language: string, text: string }[],
 *   from: number, to: number }} Script
 */

const AROUND = 3;

/** @param {HTMLElement} page @param {Script[]} script @param {import("./ceremony_state.js").Standing} now */
export function announce(page, script, now) {
  const next = script[now.position + 1];
  const shown = script[now.position];
  const read = next ?? shown;
  const heading = part(page, "heading");
  heading.textContent = next ? (heading.dataset.next ?? "").replace("{step}", next.heading) : shown.heading;
  part(page, "count").textContent = `${Math.min(now.position + 2, script.length)} / ${script.length}`;
  part(page, "people").replaceChildren(...read.people.map(spoken));
  part(page, "script").replaceChildren(...read.said.map(sentence));
  part(page, "forward-words").textContent = next?.button ?? part(page, "forward").dataset.end ?? "";
  disable(part(page, "forward"), !next);
  part(page, "back-words").textContent = now.position > 0 ? shown.back : "";
  disable(part(page, "back"), now.position === 0);
  const dark = part(page, "dark");
  dark.setAttribute("aria-pressed", String(now.dark));
  order(page, script, now.position);
}

/** @param {HTMLElement} button @param {boolean} isOff */
function disable(button, isOff) {
  button.setAttribute("aria-disabled", String(isOff));
}

/** @param {Spoken} team */
function spoken(team) {
  const made = element("div", "", "say-team");
  const name = element("h2", team.name);
  if (team.said.length) name.append(" ", how(team.said));
  made.append(name);
  if (team.institution) made.append(element("p", team.institution, "mb-0"));
  const people = element("ul", "", "say-people");
  people.append(...team.members.map((one) => {
    const line = element("li", one.name);
    if (one.said.length) line.append(how(one.said));
    return line;
  }));
  if (team.members.length) made.append(people);
  if (team.unnamed) made.append(element("p", team.unnamed, "sub mb-0 mt-2"));
  return made;
}

/** @param {Said} parts */
function how(parts) {
  const made = element("span", "", "how");
  made.append(...parts.map(([text, loud]) => (loud ? element("b", text) : document.createTextNode(text))));
  return made;
}

/** @param {{ language: string, text: string }} said @param {number} at */
function sentence(said, at) {
  const made = element("p", `“${said.text}”`, at ? "sub mb-0" : "mb-1");
  made.lang = said.language;
  return made;
}

/** @param {HTMLElement} page @param {Script[]} script @param {number} position */
function order(page, script, position) {
  const begin = Math.max(0, Math.min(position - 1, script.length - 2 * AROUND - 2));
  const rows = script.slice(begin, begin + 2 * AROUND + 2);
  part(page, "order").replaceChildren(...rows.map((one, at) => line(one.row, begin + at, position)));
  const steps = part(page, "step");
  if (steps.childElementCount === 0) {
    steps.append(...script.map((one, at) => {
      const made = element("option", `${at + 1} · ${[one.row.place, one.row.text].filter(Boolean).join(" · ")}`);
      made.setAttribute("value", String(at));
      return made;
    }));
  }
}

/** @param {Row} row @param {number} at @param {number} position */
function line(row, at, position) {
  const made = element("li", "", at <= position ? "done" : "");
  if (at === position + 1) made.setAttribute("aria-current", "true");
  made.append(element("b", row.place), element("span", row.text), element("span", row.numeral));
  return made;
}
