// Keeps the board up to date: asks every few seconds for its changing part; the server answers 304 while nothing changed.

const SECONDS = 3;
const MOST = 30;
const SHARE = 6; // an answer that took a second is asked for again after six: a large board leaves the server to the judges

/** @param {HTMLElement} region */
function keepFresh(region) {
  const address = region.dataset.url ?? "";
  let etag = "";
  let waits = SECONDS;

  async function ask() {
    if (document.visibilityState === "visible") {
      const began = performance.now();
      try {
        const answer = await fetch(address, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store", redirect: "error" });
        if (answer.status === 200) {
          etag = answer.headers.get("ETag") ?? "";
          show(await answer.text());
        }
        waits = Math.min(Math.max(SECONDS, (SHARE * (performance.now() - began)) / 1000), MOST);
      } catch {
        waits = Math.min(waits * 2, MOST);
      }
    }
    setTimeout(ask, waits * 1000);
  }

  /** @param {string} text */
  function show(text) {
    const focused = document.activeElement instanceof HTMLAnchorElement && region.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const scrolled = region.querySelector(".table-responsive")?.scrollLeft ?? 0;
    const open = [...region.querySelectorAll("details")].map((one) => one.open);
    const fresh = new DOMParser().parseFromString(text, "text/html").body;
    region.replaceChildren(...fresh.childNodes);
    region.querySelectorAll("details").forEach((one, index) => { one.open = open[index] ?? false; });
    const table = region.querySelector(".table-responsive");
    if (table) table.scrollLeft = scrolled;
    if (focused) /** @type {HTMLElement | null} */ (region.querySelector(`a[href="${CSS.escape(focused)}"]`))?.focus({ preventScroll: true });
  }

  setTimeout(ask, SECONDS * 1000);
}

for (const region of document.querySelectorAll("[data-behaviour='board']")) {
  if (region instanceof HTMLElement) keepFresh(region);
}
