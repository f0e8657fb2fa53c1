// Before the console has started, or where it cannot: what is tapped on the plain form is not kept by itself, and that is said. Old syntax on purpose.
(function () {
  "use strict";
  var main = /** @type {HTMLElement} */ (document.querySelector("main"));
  /** @type {HTMLElement | null} */
  var words = document.querySelector("[data-part='not-started']");
  var needed = ["fetch", "Promise", "URL", "Map", "Set", "history"];
  var isDirty = false;
  var isSending = false;
  if (!main) return;

  function isPlain() {
    return main.getAttribute("data-console") !== "ready";
  }

  function missing() {
    for (var at = 0; at < needed.length; at += 1) if (!(needed[at] in window)) return true;
    return !("noModule" in document.createElement("script"));
  }

  function tell() {
    if (!words || !isPlain()) return;
    words.hidden = false;
    /** @type {HTMLElement | null} */
    var old = words.querySelector("[data-part='too-old']");
    if (old) old.hidden = !missing();
  }

  /** @param {Event} event */
  function touched(event) {
    var form = /** @type {HTMLInputElement} */ (event.target).form;
    if (!isPlain() || !form || form.id !== "sheet") return;
    isDirty = true;
    tell();
  }

  if (missing()) tell();
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("submit", function () { isSending = true; });
  window.addEventListener("beforeunload", function (event) {
    if (!isDirty || isSending || !isPlain()) return;
    event.preventDefault();
    event.returnValue = "";
  });
}());
