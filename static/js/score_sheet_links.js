// Links on the console's page: those of the console are followed without the server; others only where it can be reached.

import { patience } from "./score_sheet_net.js";

const PATIENCE = 4_000;

export class Links {
  /** @param {any} page the console */
  constructor(page) {
    this.page = page;
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { pathname, origin, hash, search } = new URL(link.href, location.href);
    if (origin !== location.origin || hash || link.hasAttribute("download")) return;
    event.preventDefault();
    if (!search && this.isOurs(pathname)) this.page.go(pathname);
    else void this.leave(link.href);
  }

  /**
   * @param {string} pathname
   * @returns {boolean} whether the console shows it by itself
   */
  isOurs(pathname) {
    const { home } = this.page.place;
    if (!pathname.startsWith(home)) return false;
    const [id, step] = pathname.slice(home.length).split("/");
    const sheet = this.page.kept?.sheets.find((/** @type {{ id: number | string }} */ one) => String(one.id) === id);
    return id === "" || Boolean(sheet && sheet.criteria.length > 0 && (!step || ["submit", "absent"].includes(step)));
  }

  /**
   * Leaves the console for a page of the server; without it, or where something on the way answers, the judge stays and is told why.
   * @param {string} address
   */
  async leave(address) {
    const { page } = this;
    try {
      if (!navigator.onLine) throw new Error("no network");
      const answer = await fetch(address, { method: "HEAD", redirect: "manual", cache: "no-store", signal: patience(PATIENCE) });
      const isOurs = answer.type === "opaqueredirect" || answer.headers.get("X-Olympiad") !== null;
      if (!isOurs || page.keeper.ledger.net === "foreign") throw new Error("no answer of ours");
      location.assign(address);
    } catch {
      page.sayings.now = page.words["needs-network"];
      page.tell();
      if (!page.view) page.announce(page.words["needs-network"], "waiting");
    }
  }
}
