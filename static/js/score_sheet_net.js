// Asking our server, and telling its answers from those of something on the way: a sign-in page of the Wi-Fi, a proxy.

/** Nothing answered, or not in time. */
export class Unreached extends Error {}

/** Something answered that is not our server. */
export class Foreign extends Unreached {}

/** Our server refuses: `status` and the code of its error. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} code
   */
  constructor(status, code) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** @param {number} milliseconds @returns {AbortSignal | undefined} a signal that ends a request; AbortSignal.timeout came late to browsers */
export function patience(milliseconds) {
  if (!("AbortController" in window)) return undefined;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

/**
 * Asks our server; an answer that does not bear its mark is none.
 * @param {string} url
 * @param {RequestInit} options
 * @param {number} time in milliseconds
 * @returns {Promise<Response>} an answer of our server that is no refusal: 200, 201, 304
 */
export async function ask(url, options, time) {
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(url, { redirect: "manual", cache: "no-store", ...options, signal: patience(time) });
  } catch (problem) {
    throw new Unreached(String(problem));
  }
  if (answer.headers.get("X-Olympiad") === null) throw new Foreign(`${answer.type} ${answer.status}`);
  if (answer.ok || answer.status === 304) return answer;
  const body = await answer.json().catch(() => null);
  if (!body || !body.error || typeof body.error.reference !== "string") throw new Foreign(String(answer.status));
  if (answer.status >= 500 || answer.status === 429) throw new Unreached(String(answer.status));
  throw new Refused(answer.status, String(body.error.code));
}

/**
 * @param {Response} answer
 * @returns {Promise<any>} its JSON; an answer cut off on the way is none
 */
export async function json(answer) {
  try {
    return await answer.json();
  } catch (problem) {
    throw new Unreached(String(problem));
  }
}
