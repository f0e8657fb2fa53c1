// Checking the QR code of a certificate against the public keys of its edition, without any network.

import { isSigned } from "./ed25519.js";

const CODE = /\/c\/([\w-]{16,64})#1;([\w-]{8});([^;]{1,180});([\w-]{22});([^;]{0,300});([\w-]{86})$/;

/**
 * A public key: its short name, the key in base64url, whose it is.
 * @typedef {{ id: string, key: string, edition: string }} Key
 */

/**
 * What is found: a verdict, and what the code says.
 * @typedef {{ verdict: "genuine" | "other-name" | "forged" | "unknown-key" | "unreadable",
 *   number?: string, award?: string, edition?: string }} Finding
 */

/** @param {string} text @returns {Uint8Array} */
function fromBase64url(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** A name as it is compared; olympiad/proofs/codes.py does the same. @param {string} name @returns {string} */
function comparable(name) {
  const plain = name.normalize("NFC").replace(/[\u02bb\u02bc\u2018\u2019\u0060\u00b4]/g, "'");
  return plain.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

/** @param {string} token @param {string} name @returns {Promise<string>} */
export async function nameHash(token, name) {
  const bytes = new TextEncoder().encode(`${token}\0${comparable(name)}`);
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16));
}

/** Where the page of a code stands in an exported register. @param {string} text @returns {Promise<string>} */
export async function pageOf(text) {
  const bytes = new TextEncoder().encode(`register ${parts(text)?.[0]}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16);
  return `certificates/${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}.html`;
}

/** @param {string} text @returns {string[] | null} */
function parts(text) {
  try {
    return CODE.exec(text.trim())?.slice(1).map(decodeURIComponent) ?? null;
  } catch {
    return null;
  }
}

/**
 * Check a code and the name that stands on the paper.
 * @param {string} text what the QR code holds
 * @param {string} name as it is printed
 * @param {Key[]} keys
 * @returns {Promise<Finding>}
 */
export async function check(text, name, keys) {
  const found = parts(text);
  if (!found) return { verdict: "unreadable" };
  const [token, id, number, hash, award, signature] = found;
  const known = keys.filter((key) => key.id === id);
  if (!known.length) return { verdict: "unknown-key" };
  const statement = new TextEncoder().encode(`olympiad-certificate/1\n${number}\n${hash}\n${award}`);
  for (const key of known) {
    if (await isSigned(fromBase64url(key.key), statement, fromBase64url(signature))) {
      const verdict = (await nameHash(token, name)) === hash ? "genuine" : "other-name";
      return { verdict, number, award, edition: key.edition };
    }
  }
  return { verdict: "forged" };
}
