// Where a ceremony stands on one screen, as pure functions: what the own remote did, what the server says, what another window told.

/**
 * @typedef {{ run: string, turn: number, position: number, dark: boolean, ahead: boolean }} Standing
 * `turn`: of the server, on which this standing builds; `ahead`: the server does not know it yet.
 * @typedef {{ run: string, turn: number, position: number, dark: boolean, by?: string, mine?: boolean, at?: string }} Told
 */

/** @param {Told} told @returns {Standing} */
export function begun(told) {
  return { run: told.run, turn: told.turn, position: told.position, dark: told.dark, ahead: false };
}

/**
 * The standing after an act of the own remote.
 * @param {Standing} now @param {{ position?: number, dark?: boolean }} wanted @param {number} last @returns {Standing}
 */
export function acted(now, wanted, last) {
  const position = Math.min(Math.max(wanted.position ?? now.position, 0), last);
  const dark = wanted.dark ?? (wanted.position === undefined ? now.dark : false);
  if (position === now.position && dark === now.dark) return now;
  return { ...now, position, dark, ahead: true };
}

/**
 * What the server says counts as soon as it is newer than what this screen builds on; what is ahead waits for its own answer.
 * @param {Standing} now @param {Told} told @returns {Standing}
 */
export function heard(now, told) {
  if (told.run !== now.run || told.turn <= now.turn || now.ahead) return now;
  return begun(told);
}

/**
 * The server took what was sent; what was done meanwhile goes on from there.
 * @param {Standing} now @param {Standing} sent @param {Told} told @returns {Standing}
 */
export function taken(now, sent, told) {
  const same = now.position === sent.position && now.dark === sent.dark;
  return { ...now, turn: told.turn, ahead: !same };
}

/**
 * Another window of this browser tells where its remote stands; it knows the server's newest turn at least as well.
 * @param {Standing} now @param {Standing} other @returns {Standing}
 */
export function followed(now, other) {
  return other.run === now.run && other.turn >= now.turn ? { ...other } : now;
}

/**
 * What a window kept before it was loaded again: it counts while the server has not gone on since.
 * @param {Standing} now @param {Standing | null} kept @returns {Standing}
 */
export function resumed(now, kept) {
  return kept && kept.run === now.run && kept.turn === now.turn && kept.ahead ? { ...kept } : now;
}

/**
 * What the keyboard or a clicker wants; null where it wants nothing.
 * @param {string} key @param {Standing} now @returns {{ position?: number, dark?: boolean } | null}
 */
export function wish(key, now) {
  if ([" ", "Enter", "ArrowRight", "ArrowDown", "PageDown"].includes(key)) return { position: now.position + 1 };
  if (["ArrowLeft", "ArrowUp", "PageUp", "Backspace"].includes(key)) return { position: now.position - 1 };
  if (["b", "B", "и", "И", "."].includes(key)) return { dark: !now.dark };
  return null;
}
