// Verifying Ed25519 signatures (RFC 8032) with BigInt, for pages that must work in browsers without this in Web Crypto.

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT = power(2n, (P - 1n) / 4n);
const ONE = /** @type {Point} */ ([0n, 1n, 1n, 0n]);
const BASE = /** @type {Point} */ (decoded(bytesOf(mod(4n * power(5n, P - 2n)))));

/** Extended coordinates X, Y, Z, T. @typedef {[bigint, bigint, bigint, bigint]} Point */

/** @param {bigint} value @param {bigint} [by] @returns {bigint} */
function mod(value, by = P) {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
}

/** @param {bigint} base @param {bigint} exponent @returns {bigint} */
function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

/** Little-endian number of bytes. @param {Uint8Array} bytes @returns {bigint} */
function numberOf(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
}

/** @param {bigint} value @returns {Uint8Array} */
function bytesOf(value) {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
}

/** The unified addition of RFC 8032, which also doubles. @param {Point} p @param {Point} q @returns {Point} */
function added(p, q) {
  const a = mod((p[1] - p[0]) * (q[1] - q[0]));
  const b = mod((p[1] + p[0]) * (q[1] + q[0]));
  const c = mod(2n * D * p[3] * q[3]);
  const d = mod(2n * p[2] * q[2]);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** @param {Point} point @param {bigint} times @returns {Point} */
function multiplied(point, times) {
  let result = ONE;
  for (let double = point; times > 0n; times >>= 1n) {
    if (times & 1n) result = added(result, double);
    double = added(double, double);
  }
  return result;
}

/** @param {Uint8Array} bytes @returns {Point | null} */
function decoded(bytes) {
  const sign = bytes[31] >> 7;
  const y = numberOf(bytes) & (2n ** 255n - 1n);
  if (y >= P) return null;
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT);
  if (mod(x * x) !== square || (x === 0n && sign)) return null;
  if (Number(x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/**
 * Tell whether a public key has signed a message.
 * @param {Uint8Array} publicKey 32 bytes
 * @param {Uint8Array} message
 * @param {Uint8Array} signature 64 bytes
 * @returns {Promise<boolean>}
 */
export async function isSigned(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = decoded(publicKey);
  const commitment = decoded(signature.slice(0, 32));
  const s = numberOf(signature.slice(32));
  if (!key || !commitment || s >= ORDER) return false;
  const hashed = await crypto.subtle.digest("SHA-512", joined([signature.slice(0, 32), publicKey, message]));
  const left = multiplied(BASE, s);
  const right = added(commitment, multiplied(key, mod(numberOf(new Uint8Array(hashed)), ORDER)));
  return mod(left[0] * right[2] - right[0] * left[2]) === 0n && mod(left[1] * right[2] - right[1] * left[2]) === 0n;
}
