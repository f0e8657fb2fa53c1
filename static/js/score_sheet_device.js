// The device under the console: its level, whether it keeps what is written, a screen that stays awake, tone and vibration, signing out.

import { part } from "./score_sheet_draw.js";
import { forget } from "./score_sheet_store.js";

const SIGNALS = "console-signals";
const LITTLE = 5_000_000;

/** @returns {"https" | "http"} what the browser allows here: with HTTPS also a worker, wake lock and camera */
export function level() {
  return window.isSecureContext && "serviceWorker" in navigator ? "https" : "http";
}

/** @returns {Promise<{ persisted: boolean | null, left: number | null }>} whether the browser keeps storage for good, and how many bytes are left */
export async function storage() {
  const manager = navigator.storage;
  if (!manager?.persist) return { persisted: null, left: null };
  try {
    const persisted = (await manager.persisted()) || (await manager.persist());
    const { quota, usage } = await manager.estimate();
    return { persisted, left: quota === undefined ? null : quota - (usage ?? 0) };
  } catch {
    return { persisted: null, left: null };
  }
}

/** @type {number | null} */
let charge = null;
const manager = /** @type {any} */ (navigator);
if (manager.getBattery) manager.getBattery().then((/** @type {any} */ found) => {
  const take = () => { charge = Math.round(found.level * 100); };
  found.addEventListener("levelchange", take);
  take();
}, () => undefined);

/** @returns {number | null} what is left in the battery, in percent, where the browser says it */
export function battery() {
  return charge;
}

/** @param {number | null} left @returns {boolean} */
export function isLittle(left) {
  return left !== null && left < LITTLE;
}

/** Keeps the screen awake while a sheet is open; only over HTTPS. */
export class Wakefulness {
  constructor() {
    this.wanted = false;
    /** @type {WakeLockSentinel | null} */
    this.lock = null;
    document.addEventListener("visibilitychange", () => void this.hold());
  }

  /** @param {boolean} wanted */
  set(wanted) {
    this.wanted = wanted;
    void this.hold();
  }

  async hold() {
    try {
      if (!this.wanted) await this.lock?.release();
      else if (document.visibilityState === "visible" && (!this.lock || this.lock.released)) {
        this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
        if (!this.wanted) await this.lock?.release();
      }
    } catch {
      this.lock = null; // the device may refuse, with a low battery for one
    }
  }
}

/** @returns {boolean} whether this device gives a tone and vibrates */
export function hasSignals() {
  try {
    return localStorage.getItem(SIGNALS) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} on */
export function setSignals(on) {
  try {
    localStorage.setItem(SIGNALS, on ? "yes" : "no");
  } catch {
    return;
  }
}

/** @type {AudioContext | null} */
let sound = null;

/** Says by ear and hand that a mark is kept on the device. */
export function signal() {
  if (!hasSignals()) return;
  navigator.vibrate?.(30);
  try {
    sound = sound ?? new AudioContext();
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.1, sound.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.12);
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.12);
  } catch {
    sound = null; // a device without sound
  }
}

/**
 * Registers the worker that opens the console without a network, and asks it to keep the shell and the way out.
 * @param {DOMStringMap} settings
 * @param {string[]} pages
 * @returns {Promise<boolean>} whether this page opens without a network now
 */
export async function prepare(settings, pages) {
  if (level() !== "https") return false;
  try {
    for (const old of await navigator.serviceWorker.getRegistrations()) if (old.scope !== new URL(settings.workerScope ?? "/", location.href).href) await old.unregister();
    const registration = await navigator.serviceWorker.register(settings.workerUrl ?? "", { scope: settings.workerScope, updateViaCache: "none" });
    await registration.update().catch(() => undefined); // without a network the one that is here goes on
    await activated(registration.installing ?? registration.waiting);
    if (!registration.active) return false; // it could not be installed: nobody would ever be ready
    const ready = await navigator.serviceWorker.ready;
    return await new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => resolve(data === true);
      ready.active?.postMessage({ keep: pages }, [channel.port2]);
      setTimeout(() => resolve(false), 20_000);
    });
  } catch {
    return false;
  }
}

/** @param {ServiceWorker | null} coming a worker of a new version @returns {Promise<void>} when it has taken over, or has given up */
function activated(coming) {
  return new Promise((resolve) => {
    const look = () => { if (!coming || ["activated", "redundant"].includes(coming.state)) resolve(); };
    coming?.addEventListener("statechange", look);
    look();
  });
}

/** Forgets what is kept of pages and sheets; unsent operations stay. @param {IDBDatabase | null} database */
export async function clear(database) {
  try {
    if (database) await forget(database);
    if ("caches" in window) await Promise.all((await caches.keys()).filter((name) => name.startsWith("olympiad-")).map((name) => caches.delete(name)));
  } catch {
    return;
  }
}

/**
 * Before signing out: says what would become of what is not sent, then clears the device and tells the other pages.
 * @param {import("./score_sheet_keeper.js").Keeper} keeper
 */
export function guardSignOut(keeper) {
  const dialog = /** @type {HTMLDialogElement} */ (part(document, "leave"));
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.action.endsWith("/account/sign-out")) return;
    event.preventDefault();
    void leave(form);
  });
  part(dialog, "stay").addEventListener("click", () => dialog.close());

  /** @param {HTMLFormElement} form */
  async function leave(form) {
    await keeper.look();
    const said = keeper.truth().signOut;
    if (said) {
      for (const words of dialog.querySelectorAll("[data-said]")) /** @type {HTMLElement} */ (words).hidden = /** @type {HTMLElement} */ (words).dataset.said !== said;
      part(dialog, "go").onclick = () => void go(form);
      dialog.showModal();
    } else await go(form);
  }

  /** @param {HTMLFormElement} form */
  async function go(form) {
    await keeper.vault.run(clear);
    keeper.tabs.say({ kind: "person", person: "" });
    form.submit();
  }
}
