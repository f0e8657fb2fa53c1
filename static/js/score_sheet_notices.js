// What the console says of the network, the device and the server: the most urgent first.

import { isLittle, level } from "./score_sheet_device.js";
import { button, part, say, write } from "./score_sheet_draw.js";

/**
 * @typedef {{ count: number, others: number, reached: boolean, locked: boolean, conflicts: boolean, refused: number, failed: string, off: number,
 *   signedOut: boolean, outdated: boolean, opensOffline: boolean, storage: { persisted: boolean | null, left: number | null }, version: string }} Situation
 * @typedef {import("./score_sheet_draw.js").Words} Words
 */

const OFF = 120_000;

/**
 * @param {Situation} here
 * @param {Words} words
 * @returns {[string, string][]} state and words
 */
export function notices(here, words) {
  const { count, storage } = here;
  /** @type {[unknown, string, string][]} */
  const known = [
    [here.failed, "problem", here.failed],
    [here.locked && count > 0, "problem", words["signed-out-unsent"]],
    [!here.reached && count > 0, "waiting", words.offline],
    [here.conflicts, "problem", words.conflict],
    [here.refused, "problem", words.refused],
    [here.signedOut, "waiting", words["signed-out"]],
    [isLittle(storage.left), "problem", say(words["low-space"], { megabytes: Math.round((storage.left ?? 0) / 1_000_000) })],
    [here.off > OFF, "waiting", say(words.clock, { minutes: Math.round(here.off / 60_000) })],
  ];
  return known.filter(([is]) => is).map(([, state, text]) => [state, text]);
}

/**
 * Says in the list what this device can do, and what waits on it of other judges.
 * @param {HTMLElement} main
 * @param {Situation} here
 * @param {Words} words
 */
export function describeDevice(main, here, words) {
  const { persisted } = here.storage;
  const badge = part(main, "level");
  badge.dataset.state = level() === "https" ? "online" : "waiting";
  write(badge, level().toUpperCase());
  write(part(main, "level-words"), level() === "http" ? words["level-http"] : here.opensOffline ? words["level-https"] : words["level-preparing"]);
  const promise = persisted === null ? "" : persisted ? words.persisted : words["not-persisted"];
  write(part(main, "storage"), [promise, here.others ? say(words["others-waiting"], { count: here.others }) : ""].filter(Boolean).join(" "));
  const line = part(main, "version");
  write(line, say(words.version, { version: here.version }));
  if (!here.outdated) return;
  line.append(` · ${words["new-version"]} `, button("btn-quiet btn-tap", words.reload, () => location.reload()));
}
