// Refreshes what a form would change while it is typed: <form data-behaviour="preview" data-region="ID"> asks its own page by GET.

const WAIT = 350;

/** @param {HTMLFormElement} form */
function watch(form) {
  const region = document.getElementById(form.dataset.region ?? "");
  if (!region) return;
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  async function refresh() {
    running?.abort();
    running = new AbortController();
    const parameters = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") parameters.append(name, value);
    try {
      const answer = await fetch(`${form.action}?${parameters}`, { signal: running.signal, credentials: "same-origin" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(region?.id ?? "");
      if (fresh && region) region.replaceChildren(...fresh.childNodes);
    } catch {
      // Offline or overtaken by the next change: what stands there stays; the button still asks.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(refresh, WAIT);
  });
}

for (const form of document.querySelectorAll("form[data-behaviour='preview']")) {
  if (form instanceof HTMLFormElement) watch(form);
}
