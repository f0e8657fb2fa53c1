// Draws one picture of a ceremony into a stage of 16 : 9; sizes come from the style sheet alone.

const SVG = "http://www.w3.org/2000/svg";
const STAR = "M12 1 15.2 4.2H19.8V8.8L23 12 19.8 15.2V19.8H15.2L12 23 8.8 19.8H4.2V15.2L1 12 4.2 8.8V4.2H8.8Z";
const INNER = "M12 2.3 14.8 5.1H18.9V9.2L21.7 12 18.9 14.8V18.9H14.8L12 21.7 9.2 18.9H5.1V14.8L2.3 12 5.1 9.2V5.1H9.2Z";
const FEW_STARS = 24;
const MOST_STARS = 60;

/**
 * @typedef {{ name: string, institution: string, other: string, country: string, countryName: string, members: string[], photo?: string }} Team
 * @typedef {{ kind: string, isWinner: boolean, isRehearsal: boolean, numeral: string, label: string, title: string, second: string,
 *   quiet: string, teams: Team[], mark: string, of: string, given: number, next: number }} Picture
 */

/**
 * @param {HTMLElement} stage @param {Picture} picture @param {string[]} stars @param {boolean} dark
 */
export function draw(stage, picture, stars, dark) {
  stage.dataset.kind = picture.kind;
  stage.toggleAttribute("data-dark", dark);
  stage.toggleAttribute("data-winner", picture.isWinner);
  stage.toggleAttribute("data-rehearsal", picture.isRehearsal);
  const inner = part(stage, "inner");
  inner.toggleAttribute("data-photo", picture.teams.length === 1 && Boolean(picture.teams[0].photo));
  inner.replaceChildren(...content(picture));
  part(stage, "stars").replaceChildren(...row(picture, stars));
}

/** @param {Element} root @param {string} name @returns {HTMLElement} */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no part ${name}`);
  return found;
}

/**
 * @param {string} name @param {string} text @param {string} [look] @returns {HTMLElement}
 */
export function element(name, text, look = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (look) made.className = look;
  return made;
}

/** @param {Picture} picture @returns {Element[]} */
function content(picture) {
  const shown = picture.teams;
  if (shown.length === 0) return titled(picture);
  const label = element("p", picture.label, "label");
  if (shown.length === 1) return [label, ...withPhoto(shown[0], alone(picture, shown[0]))];
  const grid = element("div", "", "pair");
  grid.dataset.count = String(shown.length);
  grid.append(...shown.map(card));
  return [heading(label, shown), grid, mark(picture)].filter((one) => one !== null);
}

/**
 * The picture stands beside the words; without one the words have the whole arch.
 * @param {Team} team @param {Element[]} words
 */
function withPhoto(team, words) {
  if (!team.photo) return words;
  const beside = element("div", "", "beside");
  beside.append(...words);
  return [photo(team.photo), beside];
}

/** The name says who is on it. @param {string} address */
function photo(address) {
  const made = document.createElement("img");
  made.className = "team-photo";
  made.alt = "";
  made.src = address;
  return made;
}

/**
 * The names stand in cards; for a screen reader the page's heading says them once.
 * @param {HTMLElement} label @param {Team[]} shown
 */
function heading(label, shown) {
  const made = element("h1", "", "label");
  made.append(label.textContent ?? "", element("span", `: ${shown.map((one) => one.name).join(", ")}`, "visually-hidden"));
  return made;
}

/** @param {Picture} picture @returns {Element[]} */
function titled(picture) {
  const made = [element("p", picture.label, "label")];
  const title = sized(element("h1", picture.title), picture.title, 18);
  if (picture.second && picture.second !== picture.title) title.append(element("small", picture.second));
  const quiet = picture.quiet ? [element("p", picture.quiet, "quiet")] : [];
  return [...made, ...(picture.numeral ? [medal(picture.numeral)] : []), title, ...quiet];
}

/** @param {Picture} picture @param {Team} team @returns {Element[]} */
function alone(picture, team) {
  const made = [sized(element("h1", team.name, "name"), team.name, picture.isWinner ? 11 : 14)];
  if (team.institution) made.push(sized(element("p", team.institution, "institution"), team.institution, 46));
  if (team.other) made.push(sized(element("p", team.other, "other"), team.other, 60));
  const from = country(team);
  const score = mark(picture);
  const names = element("ul", "", "names-row");
  names.append(...team.members.map((name) => element("li", name)));
  names.dataset.count = String(team.members.length);
  return [...made, from, score, team.members.length ? names : null].filter((one) => one !== null);
}

/** @param {Team} team */
function card(team) {
  const made = element("div", "", "card-of-team");
  if (team.photo) made.append(photo(team.photo));
  made.append(sized(element("b", team.name), team.name, 10));
  if (team.institution) made.append(sized(element("span", team.institution, "institution"), team.institution, 34));
  if (team.other) made.append(element("span", team.other, "other"));
  const from = country(team);
  if (from) made.append(from);
  return made;
}

/** @param {Team} team */
function country(team) {
  if (!team.country) return null;
  const made = element("p", "", "from");
  const code = element("span", team.country, "country-code");
  code.setAttribute("aria-hidden", "true");
  made.append(code, ` ${team.countryName}`);
  return made;
}

/** @param {Picture} picture */
function mark(picture) {
  if (!picture.mark && !picture.of) return null;
  const made = element("p", picture.mark, "points");
  if (picture.of) made.append(" ", element("small", picture.of));
  return made;
}

/**
 * Longer names are smaller, down to 70 %; then they take two lines.
 * @param {HTMLElement} made @param {string} text @param {number} fits letters in one line
 */
function sized(made, text, fits) {
  const letters = [...text].length;
  made.dataset.size = letters <= fits ? "1" : letters <= fits * 1.2 ? "2" : letters <= fits * 1.42 ? "3" : letters <= fits * 2.4 ? "4" : "5";
  return made;
}

/** @param {string} numeral */
function medal(numeral) {
  const svg = star(numeral, "medal");
  const inner = document.createElementNS(SVG, "path");
  inner.setAttribute("d", INNER);
  inner.setAttribute("class", "inner-line");
  svg.insertBefore(inner, svg.lastChild);
  return svg;
}

/** @param {string} text @param {string} look */
function star(text, look) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", look);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", STAR);
  const words = document.createElementNS(SVG, "text");
  words.setAttribute("x", "12");
  words.setAttribute("y", "15.1");
  words.textContent = text;
  svg.append(path, words);
  return svg;
}

/**
 * The whole ceremony as a row of stars: given, next, to come; very many teams are a number.
 * @param {Picture} picture @param {string[]} stars
 */
function row(picture, stars) {
  if (stars.length > MOST_STARS) return [element("p", `${picture.given} / ${stars.length}`, "quiet")];
  const look = (/** @type {number} */ at) => (at < picture.given ? "given" : at < picture.given + picture.next ? "next" : "");
  const size = stars.length > FEW_STARS ? "small" : "";
  return stars.map((numeral, at) => star(size ? "" : numeral, `${look(at)} ${size}`.trim()));
}
