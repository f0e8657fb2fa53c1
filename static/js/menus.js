// Closes an open <details data-behaviour="menu"> on Escape, on a click outside, and when another one opens.

/** @returns {HTMLDetailsElement[]} the menus that stand open */
function openMenus() {
  return [...document.querySelectorAll("details[data-behaviour='menu'][open]")].filter((menu) => menu instanceof HTMLDetailsElement);
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary")?.focus();
  }
});
