// What browsers of 2020 (Chrome 80, iOS 13.4) have not: each is put in its place only where it is missing.

/**
 * @param {any} owner
 * @param {string} name
 * @param {(...given: any[]) => any} work
 */
function lend(owner, name, work) {
  if (!(name in owner)) Object.defineProperty(owner, name, { value: work, configurable: true, writable: true });
}

/** @this {Element} @param {...(Node | string)} nodes */
function replaceChildren(...nodes) {
  this.textContent = "";
  this.append(...nodes);
}

/** @this {Element} */
function showModal() {
  this.setAttribute("open", "");
}

/** @this {Element} */
function close() {
  this.removeAttribute("open");
}

for (const owner of [Element, Document, DocumentFragment]) lend(owner.prototype, "replaceChildren", replaceChildren);

if (!("submitter" in Event.prototype) && !("SubmitEvent" in window)) {
  /** @type {Element | null} */
  let pressed = null;
  document.addEventListener("click", (event) => {
    pressed = event.target instanceof Element ? event.target.closest("button") : null;
    setTimeout(() => { pressed = null; });
  }, true);
  Object.defineProperty(Event.prototype, "submitter", { get: () => pressed, configurable: true });
}

if (!("HTMLDialogElement" in window)) {
  lend(HTMLElement.prototype, "showModal", showModal);
  lend(HTMLElement.prototype, "close", close);
}
