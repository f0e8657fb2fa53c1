// Shows what a paste would do before it changes anything: what goes where, what is refused and why, what is left out.

/**
 * @typedef {import("./keying_plan.js").Plan} Plan
 * @typedef {{ plan: Plan, merged: number, labelOf: (change: import("./keying_plan.js").Change) => { team: string, criterion: string },
 *   errorOf: (change: import("./keying_plan.js").Change) => string, isChecked: boolean, refused: string }} Shown
 */

const MOST_LINES = 500;

/** @param {HTMLElement} into @param {string} name @returns {HTMLElement} */
function part(into, name) {
  return /** @type {HTMLElement} */ (into.querySelector(`[data-part="${name}"]`));
}

/** @param {string} words @param {number | string} count */
function told(words, count) {
  return words.replace("{count}", String(count));
}

/** @param {DOMStringMap} words @param {Shown} shown @returns {string[]} what is said above the table */
function factsOf(words, { plan, merged, isChecked, errorOf }) {
  const refused = plan.changes.filter((change) => errorOf(change)).length;
  /** @type {[number | boolean, string | undefined][]} */
  const facts = [
    [plan.byCode, words.wordsByCode],
    [!plan.byCode, words.wordsByPlace],
    [plan.hasHeader, words.wordsHeader],
    [plan.overwrites, words.wordsOverwrites],
    [plan.blanks, words.wordsBlanks],
    [plan.same, words.wordsSame],
    [merged, words.wordsMerged],
    [refused, words.wordsRefused],
    [!isChecked, words.wordsUnchecked],
  ];
  return facts.filter(([holds, text]) => holds && text).map(([count, text]) => told(text ?? "", Number(count)));
}

/** @param {"del" | "ins"} kind @param {string} text @returns {HTMLElement} what goes, or what comes */
function value(kind, text) {
  return Object.assign(document.createElement(kind), { className: kind === "del" ? "before" : "after", textContent: text });
}

/** @param {string} team @param {string} criterion @param {import("./keying_plan.js").Change} change @param {string} error @returns {HTMLTableRowElement} */
function lineOf(team, criterion, change, error) {
  const line = document.createElement("tr");
  const cells = [team, criterion, change.before ? value("del", change.before) : "–", value("ins", change.after)].map((words) => {
    const cell = line.appendChild(document.createElement("td"));
    cell.append(words);
    return cell;
  });
  cells[0].className = "fw-bold";
  if (error) cells[3].append(Object.assign(document.createElement("span"), { className: "error", textContent: error }));
  return line;
}

/** @param {HTMLElement} dialog @param {Shown} shown */
function draw(dialog, shown) {
  const { plan } = shown;
  const words = dialog.dataset;
  /** @param {string[]} lines */
  const items = (lines) => lines.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  const refused = shown.refused || (plan.refused === "teams-unknown" ? words.wordsTeamsUnknown : plan.refused ? words.wordsColumnsUnknown : "");
  part(dialog, "refused").hidden = !refused;
  part(dialog, "refused").textContent = refused ?? "";
  part(dialog, "facts").replaceChildren(...items(refused ? [] : factsOf(words, shown)));
  const reasons = new Map([["team-unknown", words.wordsTeamUnknown], ["team-twice", words.wordsTeamTwice], ["column-unknown", words.wordsColumnUnknown], ["outside", words.wordsOutside], ["locked", words.wordsLocked]]);
  part(dialog, "skipped-box").hidden = !plan.skipped.length || Boolean(refused);
  part(dialog, "skipped").replaceChildren(...items(plan.skipped.slice(0, MOST_LINES).map((one) => `${told(words.wordsLine ?? "", one.line + 1)}, “${one.text}”: ${reasons.get(one.why)}`)));
  part(dialog, "changes-box").hidden = !plan.changes.length || Boolean(refused);
  part(dialog, "changes").replaceChildren(...plan.changes.slice(0, MOST_LINES).map((change) => {
    const { team, criterion } = shown.labelOf(change);
    return lineOf(team, criterion, change, shown.errorOf(change));
  }));
  const button = /** @type {HTMLButtonElement} */ (part(dialog, "paste"));
  button.textContent = told(words.wordsPaste ?? "", plan.changes.length);
  button.hidden = Boolean(refused) || !plan.changes.length;
}

/** Shows the dialog and gives what was decided.
 * @param {HTMLDialogElement} dialog @param {Shown} shown @returns {Promise<boolean>} whether to paste */
export function confirmPaste(dialog, shown) {
  draw(dialog, shown);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((decide) => dialog.addEventListener("close", () => decide(dialog.returnValue === "paste"), { once: true }));
}
