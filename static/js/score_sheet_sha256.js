// SHA-256 and HMAC in plain JavaScript: `crypto.subtle` is not there over plain HTTP. Pure.

const BLOCK = 64;
const [START, ROUNDS] = constants();

/** @returns {[Uint32Array, Uint32Array]} fractional parts of the square roots of the first 8 and the cube roots of the first 64 primes */
function constants() {
  /** @type {number[]} */
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
  return [fractions(primes.slice(0, 8), Math.sqrt), fractions(primes, Math.cbrt)];
}

/**
 * @param {number[]} primes
 * @param {(prime: number) => number} root
 * @returns {Uint32Array} 32 bits after the point of each prime's root; doubles hold some 50
 */
function fractions(primes, root) {
  return Uint32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} 32 bytes
 */
export function sha256(message) {
  const state = Uint32Array.from(START);
  const view = new DataView(padded(message).buffer);
  const words = new Uint32Array(64);
  for (let at = 0; at < view.byteLength; at += BLOCK) {
    for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(at + 4 * index);
    compress(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(4 * index, word));
  return new Uint8Array(digest.buffer);
}

/**
 * @param {Uint8Array} message
 * @returns {Uint8Array} the message, a one bit, zeros and its length in bits, in whole blocks
 */
function padded(message) {
  const whole = new Uint8Array(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  whole.set(message);
  whole[message.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(whole.length - 4, (message.length << 3) >>> 0);
  return whole;
}

/**
 * @param {number} word
 * @param {number} bits
 */
function turn(word, bits) {
  return (word >>> bits) | (word << (32 - bits));
}

/**
 * @param {Uint32Array} state changed in place
 * @param {Uint32Array} words the first 16 are the block
 */
function compress(state, words) {
  for (let index = 16; index < 64; index += 1) {
    const [early, late] = [words[index - 15], words[index - 2]];
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[index] = words[index - 16] + first + words[index - 7] + second;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let index = 0; index < 64; index += 1) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[index] + words[index];
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] += word; });
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 * @returns {Uint8Array} HMAC-SHA-256, 32 bytes
 */
export function hmac(key, message) {
  const inner = new Uint8Array(BLOCK + message.length);
  const outer = new Uint8Array(BLOCK + 32);
  inner.set(key.length > BLOCK ? sha256(key) : key);
  outer.set(inner.subarray(0, BLOCK));
  for (let index = 0; index < BLOCK; index += 1) {
    inner[index] ^= 0x36;
    outer[index] ^= 0x5c;
  }
  inner.set(message, BLOCK);
  outer.set(sha256(inner), BLOCK);
  return sha256(outer);
}
