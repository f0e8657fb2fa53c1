// Hands the address of a page on: by the device's own dialog, else into the clipboard; without either the button stays hidden.

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-behaviour="share-link"]'));
const said = document.querySelector("[data-shared]");
const dialog = /** @type {((data: ShareData) => Promise<void>) | undefined} */ (navigator.share?.bind(navigator));
const clipboard = /** @type {Clipboard | undefined} */ (navigator.clipboard);

/** Give the address to the device. */
async function hand() {
  const address = location.href.split(/[?#]/)[0];
  try {
    if (dialog) await dialog({ title: document.title, url: address });
    else await clipboard?.writeText(address);
    if (said && !dialog) said.textContent = button?.dataset.done ?? "";
  } catch {
    // the reader has closed the dialog
  }
}

if (button && (dialog || clipboard)) {
  button.hidden = false;
  button.addEventListener("click", hand);
}
