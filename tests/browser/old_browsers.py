"""What browsers of 2020 have not, taken away from a page before its own scripts run."""

OLD = """(() => {
  delete AbortSignal.timeout;
  delete window.BroadcastChannel;
  delete Element.prototype.replaceChildren;
  delete Document.prototype.replaceChildren;
  delete DocumentFragment.prototype.replaceChildren;
  delete String.prototype.replaceAll;
  delete Array.prototype.at;
  delete Promise.any;
  delete Object.hasOwn;
  delete window.structuredClone;
  delete window.SubmitEvent;
  delete window.HTMLDialogElement;
  delete HTMLElement.prototype.inert;
  if (window.crypto) delete Crypto.prototype.randomUUID;
})()"""
