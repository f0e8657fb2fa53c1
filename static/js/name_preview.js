// Draws the own certificate while a name is typed: <form data-behaviour="name-preview" data-preview="ADDRESS">.

export {}; // a module of its own: its names are not those of other pages

const WAIT = 150;

/** @typedef {{picture?: string, refused?: string}} Answer */

/** @param {Answer} answer */
function show(answer) {
  const picture = document.getElementById("own-certificate");
  const state = document.getElementById("preview-state");
  if (state) state.textContent = answer.refused ?? "";
  if (answer.picture && picture instanceof HTMLImageElement) picture.src = answer.picture;
}

/**
 * Shows what is typed as it will be read, at once.
 * @param {HTMLFormElement} form
 */
function enlarge(form) {
  for (const place of document.querySelectorAll("[data-typed]")) {
    const field = form.elements.namedItem(place.getAttribute("data-typed") ?? "");
    if (field instanceof HTMLInputElement) place.textContent = field.value;
  }
}

/** @param {HTMLFormElement} form */
function watch(form) {
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  async function refresh() {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    try {
      const given = { method: "POST", body, signal: running.signal, headers: { Accept: "application/json" } };
      const answer = await fetch(form.dataset.preview ?? "", given);
      if (answer.ok) show(await answer.json());
    } catch {
      // Offline or overtaken by the next letter: what stands there stays.
    }
  }

  form.addEventListener("input", () => {
    enlarge(form);
    clearTimeout(timer);
    timer = window.setTimeout(refresh, WAIT);
  });
  document.getElementById("show-button")?.setAttribute("hidden", "");
}

/**
 * Types a letter that the keyboard may lack where the cursor stands.
 * @param {HTMLElement} keys
 */
function typeFrom(keys) {
  const field = document.getElementById(keys.dataset.into ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  keys.hidden = false;
  keys.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLButtonElement)) return;
    const start = field.selectionStart ?? field.value.length;
    const letter = event.target.textContent ?? "";
    const isFirst = start === 0 || field.value[start - 1] === " ";
    field.setRangeText(isFirst ? letter : letter.toLowerCase(), start, field.selectionEnd ?? start, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

for (const form of document.querySelectorAll("form[data-behaviour='name-preview']")) {
  if (form instanceof HTMLFormElement) watch(form);
}
for (const keys of document.querySelectorAll("[data-into]")) {
  if (keys instanceof HTMLElement) typeFrom(keys);
}
