// Hands the address of a page on: by the device's own dialog, else into the clipboard; without either the button stays hidden.

const button = /** @type {HTMLButtonElement | null} */ (document.querySelector('[data-behaviour="share-link"]'));
const said = document.querySelector("[data-shared]");

/** Give the address to the device. */
async function hand() {
  if (!button) return;
  const address = location.href.split(/[?#]/)[0];
  try {
    if ("share" in navigator) await navigator.share({ title: document.title, url: address });
    else await navigator.clipboard.writeText(address);
    if (said && !("share" in navigator)) said.textContent = button.dataset.done ?? "";
  } catch {
    // the reader has closed the dialog
  }
}

if (button && ("share" in navigator || "clipboard" in navigator)) {
  button.hidden = false;
  button.addEventListener("click", hand);
}
