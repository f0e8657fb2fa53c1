// Draws the certificate while its design is changed: <form data-behaviour="certificate-designer" data-preview="ADDRESS">.

export {}; // a module of its own: its names are not those of other pages

const WAIT = 150;

/** @typedef {{picture?: string, refused?: string, checks?: {state: string, words: string}[]}} Answer */

/**
 * Puts what the trial found into the list under the picture.
 * @param {{state: string, words: string}[]} checks
 */
function tell(checks) {
  const list = document.getElementById("checks");
  const rows = checks.map((one) => {
    const template = document.getElementById(one.state === "submitted" ? "check-good" : "check-bad");
    if (!(template instanceof HTMLTemplateElement)) throw new Error("no template");
    const row = /** @type {Element} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    const words = row.querySelector("span:last-child");
    if (words) words.textContent = one.words;
    return row;
  });
  list?.replaceChildren(...rows);
}

/** @param {Answer} answer */
function show(answer) {
  const picture = document.getElementById("page-picture");
  const state = document.getElementById("preview-state");
  if (state) state.textContent = answer.refused ? `${state.dataset.refused ?? ""} ${answer.refused}` : "";
  if (answer.picture && picture instanceof HTMLImageElement) picture.src = answer.picture;
  if (answer.checks) tell(answer.checks);
}

/**
 * What is sent: every field, chosen logos and signatures, and the recipient; without files in the shorter form.
 * @param {HTMLFormElement} form
 */
function asked(form) {
  const fields = new FormData(form);
  const recipient = document.getElementById("recipient");
  if (recipient instanceof HTMLSelectElement) fields.append("recipient", recipient.value);
  const texts = new URLSearchParams();
  for (const [name, value] of fields) {
    if (typeof value === "string") texts.append(name, value);
    else if (value.size) return fields;
  }
  return texts;
}

/** @param {HTMLFormElement} form */
function watch(form) {
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  async function refresh() {
    running?.abort();
    running = new AbortController();
    const given = { method: "POST", body: asked(form), signal: running.signal, headers: { Accept: "application/json" } };
    try {
      const answer = await fetch(form.dataset.preview ?? "", given);
      if (answer.ok) show(await answer.json());
    } catch {
      // Offline or overtaken by the next change: what stands there stays.
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(refresh, WAIT);
  }

  form.addEventListener("input", soon);
  document.getElementById("recipient")?.addEventListener("change", soon);
  document.getElementById("recipients")?.querySelector("button")?.setAttribute("hidden", "");
  for (const group of form.querySelectorAll("[data-into]")) {
    group.addEventListener("click", (event) => {
      if (insert(event.target, group)) soon();
    });
  }
}

/**
 * Puts a field where the cursor stands in the lines.
 * @param {EventTarget | null} button
 * @param {Element} group
 */
function insert(button, group) {
  const lines = document.getElementById(group.getAttribute("data-into") ?? "");
  if (!(button instanceof HTMLButtonElement) || !(lines instanceof HTMLTextAreaElement)) return false;
  lines.setRangeText(`{${button.dataset.field ?? ""}}`, lines.selectionStart, lines.selectionEnd, "end");
  lines.focus();
  return true;
}

for (const form of document.querySelectorAll("form[data-behaviour='certificate-designer']")) {
  if (form instanceof HTMLFormElement) watch(form);
}
