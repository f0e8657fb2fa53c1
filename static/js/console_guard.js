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

  /** Signing out waits for the console, which knows what is not sent; where none comes it goes on by itself. @param {Event} event */
  function holdSignOut(event) {
    var form = /** @type {HTMLFormElement} */ (event.target);
    var before = new Date().getTime();
    if (event.defaultPrevented || !isPlain() || missing() || !/\/account\/sign-out$/.test(form.action)) return;
    event.preventDefault();
    var waiting = setInterval(function () {
      if (isPlain() && new Date().getTime() - before < 5000) return;
      clearInterval(waiting);
      if (isPlain()) form.submit();
      else /** @type {HTMLElement} */ (form.querySelector("[type=submit]")).click();
    }, 50);
  }

  if (missing()) tell();
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  document.addEventListener("submit", function () { isSending = true; });
  window.addEventListener("submit", holdSignOut); // behind the document's, where the console listens once it is there
  window.addEventListener("beforeunload", function (event) {
    if (!isDirty || isSending || !isPlain()) return;
    event.preventDefault();
    event.returnValue = "";
  });
}());
