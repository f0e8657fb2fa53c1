// The screen of the hall: follows the remote, or shows the pictures one by one as a preview.

import { draw, part } from "./ceremony_draw.js";
import { Link } from "./ceremony_link.js";
import { acted, begun, wish } from "./ceremony_state.js";

/** @typedef {{ hall: import("./ceremony_draw.js").Picture[], stars: string[], state: import("./ceremony_state.js").Told | null }} Loaded */

const BEAT = 1_000;

/** @param {HTMLElement} page @param {Loaded} loaded */
function follow(page, loaded) {
  if (!loaded.state) return;
  const stage = part(page, "stage");
  const link = new Link(page, loaded.state, show);

  function show() {
    draw(stage, loaded.hall[link.now.position] ?? loaded.hall[0], loaded.stars, link.now.dark);
    part(page, "over").hidden = !link.isOver;
    beat();
  }

  function beat() {
    link.channel.postMessage({ hello: { position: link.now.position, dark: link.now.dark } });
  }

  setInterval(beat, BEAT);
  show();
}

/** @param {HTMLElement} page @param {Loaded} loaded */
function preview(page, loaded) {
  const stage = part(page, "stage");
  let now = begun({ run: "preview", turn: 0, position: 0, dark: false });

  /** @param {{ position?: number, dark?: boolean }} wanted */
  function go(wanted) {
    now = acted(now, wanted, loaded.hall.length - 1);
    draw(stage, loaded.hall[now.position], loaded.stars, now.dark);
    part(page, "count").textContent = `${now.position + 1} / ${loaded.hall.length}`;
  }

  document.addEventListener("keydown", (event) => {
    const wanted = event.target instanceof HTMLButtonElement && [" ", "Enter"].includes(event.key) ? null : wish(event.key, now);
    if (!wanted || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(wanted);
  });
  part(page, "forward").addEventListener("click", () => go({ position: now.position + 1 }));
  part(page, "back").addEventListener("click", () => go({ position: now.position - 1 }));
  go({});
  draw(stage, loaded.hall[0], loaded.stars, false);
}

const page = document.querySelector("[data-behaviour='ceremony-hall']");
if (page instanceof HTMLElement) {
  /** @type {Loaded} */
  const loaded = JSON.parse(document.getElementById("loaded")?.textContent ?? "null");
  if (page.dataset.mode === "preview") preview(page, loaded);
  else follow(page, loaded);
  page.querySelector("[data-part='full']")?.addEventListener("click", () => document.documentElement.requestFullscreen());
}
