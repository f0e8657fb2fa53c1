// Puts a text of the page (a one-time link, a token) into the clipboard; where the device has none the button stays hidden.

const board = /** @type {Clipboard | undefined} */ (navigator.clipboard);

/**
 * Let a button copy what it names, and say so beside it.
 * @param {HTMLButtonElement} button
 */
function attach(button) {
  const text = document.getElementById(button.dataset.from ?? "")?.textContent?.trim() ?? "";
  const said = button.parentElement?.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await board?.writeText(text);
      if (said) said.textContent = button.dataset.done ?? "";
    } catch {
      // the device refuses: the text stays there to be marked by hand
    }
  });
}

if (board) {
  for (const button of document.querySelectorAll('[data-behaviour="copy-text"]')) attach(/** @type {HTMLButtonElement} */ (button));
}
