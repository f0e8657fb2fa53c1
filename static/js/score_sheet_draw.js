// Small tools for drawing: the page's templates, its words, icons and state chips.

/** @typedef {Record<string, string>} Words */

/**
 * @param {string} name
 * @returns {DocumentFragment} a copy of a template of the page
 */
export function copy(name) {
  const template = /** @type {HTMLTemplateElement} */ (document.querySelector(`template[data-part='${name}']`));
  return /** @type {DocumentFragment} */ (document.importNode(template.content, true));
}

/**
 * @param {DocumentFragment} view
 * @returns {string} what is drawn, to compare it with what is on the screen
 */
export function drawing(view) {
  return [...view.children].map((one) => one.outerHTML).join("");
}

/** @returns {Words} every word that the console says, by its name */
export function readWords() {
  const found = copy("words").querySelectorAll("[data-word]");
  return Object.fromEntries([...found].map((word) => [/** @type {HTMLElement} */ (word).dataset.word ?? "", word.textContent ?? ""]));
}

/**
 * @param {string} words with places such as {count}
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function say(words, values) {
  return words.replace(/\{([a-z]+)\}/g, (all, name) => String(values[name] ?? all));
}

/**
 * @template {Element} [Kind=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @returns {Kind}
 */
export function part(root, name) {
  return /** @type {Kind} */ (root.querySelector(`[data-part='${name}']`));
}

/**
 * Writes a text where it differs, so that nothing is read out twice.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  const sprite = /** @type {HTMLElement} */ (document.querySelector("[data-behaviour='console']")).dataset.sprite;
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

/**
 * @param {string} className
 * @param {string} words
 * @param {() => void} press
 */
export function button(className, words, press) {
  const found = document.createElement("button");
  found.type = "button";
  found.className = `btn ${className}`;
  found.textContent = words;
  found.addEventListener("click", press);
  return found;
}

/**
 * @param {string} state
 * @param {string} words
 * @param {string} [drawing] name of the icon, if it is not the state's
 * @returns {HTMLElement} a state chip: icon, word, colour
 */
export function chip(state, words, drawing = state) {
  const found = document.createElement("span");
  found.className = "state";
  found.dataset.state = state;
  found.append(icon(drawing), ` ${words}`);
  return found;
}

/**
 * Changes a chip to what it is to say, touching only what differs.
 * @param {Element} there
 * @param {string} state
 * @param {string} words
 * @param {string} [drawing]
 */
export function rechip(there, state, words, drawing = state) {
  const use = there.querySelector("use");
  const href = (use?.getAttribute("href") ?? "").replace(/#.*/, `#${drawing}`);
  if (there.getAttribute("data-state") !== state) there.setAttribute("data-state", state);
  if (use?.getAttribute("href") !== href) use?.setAttribute("href", href);
  if (there.lastChild && there.lastChild.textContent !== ` ${words}`) there.lastChild.textContent = ` ${words}`;
}

/**
 * @param {string} state
 * @param {string} words
 * @param {string} drawing
 * @param {...(Node | string)} more
 * @returns {HTMLElement} a box with a coloured edge
 */
export function notice(state, words, drawing, ...more) {
  const box = document.createElement("div");
  const text = document.createElement("div");
  box.className = "notice mb-3";
  box.dataset.state = state;
  text.append(words, ...more);
  box.append(icon(drawing), text);
  return box;
}

/**
 * @param {string} words
 * @returns {HTMLElement}
 */
export function bold(words) {
  const found = document.createElement("b");
  found.textContent = words;
  return found;
}

/**
 * @param {string | null | undefined} moment ISO 8601
 * @param {string} zone
 * @returns {string} hours and minutes at the competition
 */
export function clock(moment, zone) {
  if (!moment) return "–";
  const found = new Date(moment);
  return Number.isNaN(found.getTime()) ? "–" : new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone || undefined }).format(found);
}
