// The judge's own earlier notes on a criterion, offered again in one tap: what was written once need not be typed at every team.

import { button } from "./score_sheet_draw.js";

/** @typedef {import("./score_sheet_state.js").Kept} Kept @typedef {import("./score_sheet_card.js").Card} Card */

const MOST = 4;
const LONGEST = 120;

/**
 * @param {Pick<Kept, "sheets" | "comments">} kept
 * @param {number} criterion
 * @returns {string[]} the last different ones: those of sheets on this device first, then what the server knows of submitted ones
 */
export function commentsOn(kept, criterion) {
  const here = kept.sheets.map((sheet) => sheet.criteria.find((one) => one.id === criterion)?.value.note ?? "");
  const all = [...here, ...((kept.comments ?? {})[criterion] ?? [])].map((note) => note.trim());
  return [...new Set(all)].filter((note) => note !== "" && note.length <= LONGEST).slice(0, MOST);
}

/**
 * @param {string} noted
 * @param {string} comment
 * @returns {string} the note with the comment in it, once
 */
export function withComment(noted, comment) {
  const before = noted.trim();
  if (before.includes(comment)) return before;
  return before ? `${before}; ${comment}` : comment;
}

/**
 * Puts the comments below the note of each criterion; one that stands there already is not offered.
 * @param {Card[]} cards
 * @param {Kept} kept
 * @param {string} title
 */
export function offerComments(cards, kept, title) {
  for (const card of cards) {
    const field = card.control("note");
    const comments = commentsOn(kept, card.criterion).filter((comment) => comment !== field?.value.trim() && !comment.startsWith(card.noReading() || "\0"));
    if (!field || comments.length === 0) continue;
    const box = document.createElement("div");
    box.className = "comments";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", title);
    box.append(...comments.map((comment) => button("btn-quiet btn-tap", comment, () => {
      field.value = withComment(field.value, comment);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    })));
    field.after(box);
  }
}
