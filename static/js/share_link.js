// Hands the address of a page on: by the device's own dialog, else into the clipboard; without either the button stays hidden.

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-behaviour="share-link"]'));
const said = document.querySelector("[data-shared]");
const canShare = Reflect.has(navigator, "share");

/** Give the address to the device. */
async function hand() {
  if (!button) return;
  const address = location.href.split(/[?#]/)[0];
  try {
    if (canShare) await navigator.share({ title: document.title, url: address });
    else await navigator.clipboard.writeText(address);
    if (said && !canShare) said.textContent = button.dataset.done ?? "";
  } catch {
    // the reader has closed the dialog
  }
}

if (button && (canShare || Reflect.has(navigator, "clipboard"))) {
  button.hidden = false;
  button.addEventListener("click", hand);
}
