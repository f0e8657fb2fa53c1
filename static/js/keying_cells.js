// What a key means in a grid of cells; pure, so that it is tested without a page.

/** Says where a key leads from a cell: rows down, columns right; null where the key belongs to the text.
 * @param {{key: string, shiftKey: boolean}} pressed @param {{start: number, end: number, length: number}} caret
 * @returns {{down: number, right: number} | null} */
export function stepOf(pressed, caret) {
  const whole = caret.start === 0 && caret.end === caret.length;
  const atStart = caret.start === 0 && caret.end === 0;
  const atEnd = caret.start === caret.length && caret.end === caret.length;
  if (pressed.key === "Enter") return { down: pressed.shiftKey ? -1 : 1, right: 0 };
  if (pressed.shiftKey) return null;
  if (pressed.key === "ArrowDown") return { down: 1, right: 0 };
  if (pressed.key === "ArrowUp") return { down: -1, right: 0 };
  if (pressed.key === "ArrowRight" && (whole || atEnd)) return { down: 0, right: 1 };
  if (pressed.key === "ArrowLeft" && (whole || atStart)) return { down: 0, right: -1 };
  return null;
}

/** Remembers what was changed, so that it can be taken back and done again.
 * @template Change */
export class History {
  constructor() {
    /** @type {Change[]} */ this.done = [];
    /** @type {Change[]} */ this.undone = [];
  }

  /** @param {Change} change */
  add(change) {
    this.done.push(change);
    this.undone = [];
  }

  /** @returns {Change | undefined} the change to take back */
  back() {
    const change = this.done.pop();
    if (change) this.undone.push(change);
    return change;
  }

  /** @returns {Change | undefined} the change to do again */
  again() {
    const change = this.undone.pop();
    if (change) this.done.push(change);
    return change;
  }
}
