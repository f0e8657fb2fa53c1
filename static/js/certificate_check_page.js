// The page that checks a certificate from disk: words in three languages, a form, a verdict.

import { check, pageOf } from "./certificate_check.js";

/** @typedef {import("./certificate_check.js").Finding} Finding */

/** @param {string} id @returns {any} */
function part(id) {
  return document.getElementById(id);
}

/** @type {{ register: boolean, keys: import("./certificate_check.js").Key[], words: Record<string, Record<string, string>> }} */
const given = JSON.parse(part("given").textContent);
let words = given.words.en;
/** @type {Finding | null} */
let last = null;

/** @param {string} language */
function speak(language) {
  words = given.words[language] ?? given.words.en;
  document.documentElement.lang = language;
  document.title = words.title;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.getAttribute("data-word") ?? ""];
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === language));
  }
  if (last) show(last);
}

/** @param {Finding} finding */
function show(finding) {
  last = finding;
  part("verdict").dataset.verdict = finding.verdict;
  part("verdict").hidden = false;
  part("verdict-word").textContent = words[finding.verdict];
  part("verdict-why").textContent = words[`${finding.verdict}-why`];
  const rows = [["number", finding.number], ["award", finding.award || words.participation], ["edition", finding.edition]];
  part("fields").replaceChildren(
    ...rows.flatMap(([name, value]) => {
      if (!finding.number) return [];
      const [term, told] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = words[name ?? ""];
      told.textContent = value ?? "";
      return [term, told];
    }),
  );
}

/** @param {SubmitEvent} event */
async function submitted(event) {
  event.preventDefault();
  const finding = await check(part("code").value, part("name").value, given.keys);
  show(finding);
  part("register").hidden = !given.register || !["genuine", "other-name"].includes(finding.verdict);
  part("register").firstElementChild.href = await pageOf(part("code").value);
}

part("form").addEventListener("submit", submitted);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => speak(button.getAttribute("data-language") ?? "en"));
}
speak(Object.keys(given.words).find((language) => navigator.language.startsWith(language)) ?? "en");
