// Counts the minutes of a time that runs out, beside the server's clock at the time of loading, and says 10, 5 and 1 aloud.

const ALOUD = [10, 5, 1];

/**
 * Let one ring count on.
 * @param {HTMLElement} box
 */
function run(box) {
  const closes = Date.parse(box.dataset.closes ?? "");
  const opens = Date.parse(box.dataset.opens ?? "");
  const minutes = box.querySelector("[data-minutes]");
  const ring = box.querySelector(".time-ring");
  const aloud = box.querySelector("[data-aloud]");
  let shown = minutes?.textContent ?? "";

  function draw() {
    const left = Math.max(0, closes - Date.now());
    const now = String(Math.ceil(left / 60000));
    ring?.setAttribute("stroke-dasharray", `${(100 * left / (closes - opens)).toFixed(1)} 100`);
    if (now === shown) return;
    shown = now;
    if (minutes) minutes.textContent = now;
    if (aloud && ALOUD.includes(Number(now))) aloud.textContent = (box.dataset.said ?? "").replace("{minutes}", now);
  }

  draw();
  setInterval(draw, 1000);
}

for (const box of document.querySelectorAll('[data-behaviour="time-left"]')) run(/** @type {HTMLElement} */ (box));
