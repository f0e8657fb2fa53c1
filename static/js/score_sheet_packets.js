// What waits on a device, written into small sealed packets that a QR code or a file carries to the server. Pure.

import { hmac, sha256 } from "./score_sheet_sha256.js";

/**
 * @typedef {import("./score_sheet_queue.js").Operation} Operation
 * @typedef {{ token: string, queue: import("./score_sheet_queue.js").Queue }} Sealed a judge's token and what waits under it
 * @typedef {{ operation: Operation, over: string[], bases: Set<string | null> }} Final an operation, those before it that it
 *   replaces, and everything that it and these stood on
 */

const MARK = new Uint8Array([0x4f, 0x4c, 0x59, 0x31]); // "OLY1"
const LONGEST = 560;
const HEAD = 36 + 12;
const ROOM = LONGEST - HEAD;
const ROOM_OF_A_LINE = 48 * 1024;
const KINDS = { mark: 0, note: 1, submit: 2, fragment: 3 };
const HAS_BASE = 4;
const HAS_OVER = 8;
const HAS_ROOTS = 16;
const PLAIN_MARK = 32;
const ISO_TIME = 64;
const FROM_NOTHING = 128;
const text = new TextEncoder();

export const FILE_HEAD = "OLYMPIAD-UNSENT-MARKS-1";

/**
 * The last value of each cell, in the order in which they were given; what settles a conflict and what submits always stays.
 * @param {Operation[]} pending
 * @returns {Final[]}
 */
export function finals(pending) {
  /** @type {Map<string, Final>} */
  const found = new Map();
  for (const operation of [...pending].sort((one, other) => one.seq - other.seq)) {
    const cell = operation.kind === "submit" ? operation.id : `${operation.sheet}/${operation.kind}/${operation.criterion}`;
    const before = found.get(cell);
    if (before?.operation.value.chosen_over) found.set(before.operation.id, before);
    const chain = before && !before.operation.value.chosen_over ? before : null;
    found.delete(cell);
    found.set(cell, {
      operation,
      over: chain ? [...chain.over, chain.operation.id] : [],
      bases: new Set([...(chain?.bases ?? []), operation.base]),
    });
  }
  return [...found.values()];
}

/**
 * @param {Sealed} memory
 * @returns {Uint8Array[]} packets of at most 560 bytes with the final values
 */
export function smallPackets(memory) {
  const kept = finals(memory.queue.pending);
  return packed(memory.token, kept, kept.flatMap(pieces), ROOM);
}

/**
 * @param {Sealed} memory
 * @returns {Uint8Array[]} large packets with everything that waits, in its order
 */
export function wholePackets(memory) {
  const all = [...memory.queue.pending].sort((one, other) => one.seq - other.seq)
    .map((operation) => ({ operation, over: [], bases: new Set([operation.base]) }));
  return packed(memory.token, all, all.map(encode), ROOM_OF_A_LINE);
}

/**
 * @param {string} token
 * @param {Final[]} kept
 * @param {number[][]} written
 * @param {number} room bytes of what one packet says
 */
function packed(token, kept, written, room) {
  const set = setOf(kept);
  /** @type {number[][]} */
  const parts = [[]];
  for (const piece of written) {
    if (parts[parts.length - 1].length + piece.length > room) parts.push([]);
    parts[parts.length - 1].push(...piece);
  }
  return parts.map((part, at) => seal(token, [1, ...set, ...number(at + 1), ...number(parts.length), ...number(kept.length), ...part]));
}

/**
 * @param {Sealed[]} memories of everyone who marked on this device
 * @returns {string} the file: a line for each packet
 */
export function fileOf(memories) {
  return [FILE_HEAD, ...memories.flatMap(wholePackets).map(base64), ""].join("\n");
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function base64(bytes) {
  let found = "";
  for (const byte of bytes) found += String.fromCharCode(byte);
  return btoa(found);
}

/** @param {Final[]} kept */
function setOf(kept) {
  return sha256(text.encode(kept.map((one) => one.operation.id).join())).subarray(0, 4);
}

/**
 * @param {Final} one
 * @returns {number[][]} its bytes, in fragments where a long note does not fit
 */
function pieces(one) {
  const whole = encode(one);
  if (whole.length <= ROOM) return [whole];
  const room = ROOM - 24;
  const count = Math.ceil(whole.length / room);
  return Array.from({ length: count }, (_, at) => {
    const part = whole.slice(at * room, (at + 1) * room);
    return [KINDS.fragment, ...hex(one.operation.id), ...number(at), ...number(count), ...number(part.length), ...part];
  });
}

/**
 * @param {Final} one
 * @returns {number[]}
 */
function encode({ operation, over, bases }) {
  const { value } = operation;
  const time = Date.parse(operation.device_time);
  const iso = Number.isInteger(time) && time >= 0 && new Date(time).toISOString() === operation.device_time;
  const plain = operation.kind === "mark" && value.state === "marked" && Number.isInteger(value.mark) && Number(value.mark) >= 0
    && !value.readings && !value.consequence && !value.note && !value.unsure && !value.chosen_over;
  const kind = KINDS[/** @type {"mark" | "note" | "submit"} */ (operation.kind)];
  const roots = over.length === 0 ? [] : [...bases].flatMap((base) => (base === null || base === operation.base || over.includes(base) ? [] : [base]));
  return [
    kind | (operation.base ? HAS_BASE : 0) | (over.length ? HAS_OVER : 0) | (roots.length ? HAS_ROOTS : 0)
      | (plain ? PLAIN_MARK : 0) | (iso ? ISO_TIME : 0) | (bases.has(null) ? FROM_NOTHING : 0),
    ...hex(operation.id), ...number(Number(operation.sheet)), ...number(operation.rubric_version),
    ...(operation.kind === "mark" ? number(Number(operation.criterion)) : []),
    ...(operation.base ? hex(operation.base) : []),
    ...(over.length ? [...number(over.length), ...over.flatMap(hex)] : []),
    ...(roots.length ? [...number(roots.length), ...roots.flatMap(hex)] : []),
    ...(iso ? number(time) : words(operation.device_time)),
    ...(plain ? number(Number(value.mark)) : words(JSON.stringify(value))),
  ];
}

/**
 * @param {number} value
 * @returns {number[]} seven bits a byte, the low ones first
 */
function number(value) {
  const bytes = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

/** @param {string} written */
function words(written) {
  const bytes = text.encode(written);
  return [...number(bytes.length), ...bytes];
}

/**
 * @param {string} digits
 * @returns {number[]}
 */
function hex(digits) {
  return (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

/**
 * Seals what a packet says under the token, of which the server keeps only the hash: nobody who photographs it can read,
 * change or make one.
 * @param {string} token
 * @param {number[]} said
 * @returns {Uint8Array}
 */
export function seal(token, said) {
  const [device, secret] = token.split(".");
  const kept = text.encode([...sha256(text.encode(secret))].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
  const plain = Uint8Array.from(said);
  const tag = hmac(hmac(kept, text.encode("unsent marks: authentic")), plain).subarray(0, 16);
  const stream = hmac(kept, text.encode("unsent marks: sealed"));
  const counted = new Uint8Array(20);
  counted.set(tag);
  for (let at = 0; at < plain.length; at += 32) {
    new DataView(counted.buffer).setUint32(16, at / 32);
    hmac(stream, counted).subarray(0, plain.length - at).forEach((byte, step) => { plain[at + step] ^= byte; });
  }
  return Uint8Array.from([...MARK, ...hex(device), ...tag, ...plain]);
}
