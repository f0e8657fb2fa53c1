// What a page of the clerk's grid does after each answer of the server: go on, wait longer, ask for a sign-in, or stop; pure.

/**
 * @typedef {"open" | "offline" | "signed-out" | "another-person" | "refused"} LinkState
 * @typedef {{ state: LinkState, pause: number }} Link how the server is reached, and how long to wait before asking again
 */

const SHORTEST = 2_000;
const LONGEST = 60_000;

/** @type {Link} */
export const OPEN = { state: "open", pause: 0 };

/** @param {number} status of an answer, 0 where none came @returns {LinkState} */
function stateAfter(status) {
  if (status >= 200 && status < 300) return "open";
  if (status === 400 || status === 401) return "signed-out";
  if (status === 0 || status === 408 || status === 429 || status >= 500) return "offline";
  return "refused";
}

/** Gives the link after an answer: each failure doubles the pause, a success ends it.
 * @param {Link} link @param {number} status @returns {Link} */
export function afterAnswer(link, status) {
  const state = stateAfter(status);
  return state === "open" ? OPEN : { state, pause: longer(link) };
}

/** Gives the link after the page asked for a new token: the same person goes on, nobody else sends what was typed here.
 * @param {Link} link @param {number} status @param {string} own @param {string} found whose session it is now @returns {Link} */
export function afterToken(link, status, own, found) {
  if (status >= 200 && status < 300) return own === found ? OPEN : { state: "another-person", pause: longer(link) };
  return { state: status === 403 || status === 404 ? "refused" : stateAfter(status) === "offline" ? "offline" : "signed-out", pause: longer(link) };
}

/** @param {Link} link */
function longer(link) {
  return Math.min(Math.max(link.pause * 2, SHORTEST), LONGEST);
}

/** Whether the page needs a new token before it sends anything.
 * @param {Link} link */
export function needsToken(link) {
  return link.state === "signed-out" || link.state === "another-person";
}
