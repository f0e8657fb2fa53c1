// The queue of a judge's operations as plain values: numbering, what waits, what an answer changes. No DOM, no storage, no network.

/**
 * @typedef {{ state: string, mark: number | null, readings: string, consequence: string, note: string, unsure: boolean, chosen_over?: string, seen?: string }} Value
 * @typedef {{ id: string, seq: number, sheet: number | string, kind: string, rubric_version: number, criterion: number | null, base: string | null,
 *   value: Partial<Value>, device_time: string }} Operation
 * @typedef {{ id: string, seq: number, outcome: string, code: string, fields: Record<string, string | number>, current: string | null, sentence?: string }} Answer
 * @typedef {{ next: number, pending: Operation[], done?: string[] }} Queue `done`: what was settled last
 */

export const MOST_AT_ONCE = 200;
const MOST_DONE = 400;

/** @returns {Queue} a queue of a device that has sent nothing */
export function emptyQueue() {
  return { next: 1, pending: [] };
}

/** @returns {string} 128 random bits in hexadecimal; `crypto.randomUUID` is not there over plain HTTP */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Adds an operation with the next sequence number.
 * @param {Queue} queue
 * @param {Omit<Operation, "seq">} operation
 * @returns {Queue}
 */
export function add(queue, operation) {
  if (queue.pending.some((one) => one.id === operation.id) || queue.done?.includes(operation.id)) return queue; // a page whose storage failed midway tries again
  return { ...queue, next: queue.next + 1, pending: [...queue.pending, { ...operation, seq: queue.next }] };
}

/**
 * @param {Queue} queue
 * @param {Queue} known what a page knows
 * @returns {Queue} with what was in neither the queue nor settled from it
 */
export function merged(queue, known) {
  const done = queue.done ?? [];
  const missing = known.pending.filter((one) => !done.includes(one.id));
  return missing.reduce((now, { seq, ...operation }) => add(now, operation), queue);
}

/**
 * @param {Queue} queue
 * @returns {Operation[]} what is sent next, in order
 */
export function batch(queue) {
  return [...queue.pending].sort((one, other) => one.seq - other.seq).slice(0, MOST_AT_ONCE);
}

/**
 * Takes the server's answers: what it has kept leaves the queue, whatever the outcome; where numbers did not fit, the rest is numbered anew.
 * @param {Queue} queue
 * @param {Answer[]} answers
 * @returns {Queue}
 */
export function settle(queue, answers) {
  const kept = new Set(answers.filter((answer) => answer.outcome !== "again").map((answer) => answer.id));
  const pending = queue.pending.filter((operation) => !kept.has(operation.id));
  const done = [...(queue.done ?? []), ...kept].slice(-MOST_DONE);
  const again = answers.find((answer) => answer.outcome === "again");
  return again ? renumber({ next: queue.next, pending, done }, Number(again.fields.next)) : { next: queue.next, pending, done };
}

/**
 * @param {Queue} queue
 * @param {number} first the number that the server waits for
 * @returns {Queue}
 */
export function renumber(queue, first) {
  const ordered = [...queue.pending].sort((one, other) => one.seq - other.seq);
  const pending = ordered.map((operation, index) => ({ ...operation, seq: first + index }));
  return { ...queue, next: first + pending.length, pending };
}

/**
 * @param {Queue} queue
 * @returns {{ count: number, since: string }} how many wait, and since when
 */
export function waiting(queue) {
  const times = queue.pending.map((operation) => operation.device_time).sort();
  return { count: queue.pending.length, since: times[0] ?? "" };
}

/**
 * A server whose revision goes back was put back to an older copy: what it had taken since then is sent once more. What it still knows it answers as before.
 * @param {Queue} queue
 * @param {Operation[]} sent what the server took last
 * @returns {Queue}
 */
export function sentAgain(queue, sent) {
  const ids = sent.map((one) => one.id);
  const pending = [...sent, ...queue.pending.filter((one) => !ids.includes(one.id))];
  return { ...renumber({ next: 1, pending: pending.map((one, index) => ({ ...one, seq: index + 1 })) }, 1), done: (queue.done ?? []).filter((id) => !ids.includes(id)) };
}
