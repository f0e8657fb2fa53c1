// A QR code of bytes, drawn by ourselves: byte mode, error correction L or M, versions 1 to 20 (ISO/IEC 18004). Pure.

/** @typedef {"L" | "M"} Level */

const MOST_VERSIONS = 20;
/** Error-correction codewords of each block, and the number of blocks, by version. */
const CORRECTION = {
  L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28],
  M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26],
};
const BLOCKS = {
  L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8],
  M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16],
};
const LEVEL_BITS = { L: 1, M: 0 };

/**
 * @param {Uint8Array} bytes
 * @param {Level} level
 * @returns {boolean[][]} rows of modules, true is dark; without the quiet zone of four modules
 */
export function qrCode(bytes, level = "L") {
  const version = versionFor(bytes.length, level);
  const codewords = interleaved(dataCodewords(bytes, version, level), version, level);
  const drawn = Array.from({ length: 8 }, (_, mask) => draw(codewords, version, level, mask));
  return drawn.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

/**
 * @param {number} length
 * @param {Level} level
 * @returns {number} the smallest version that holds so many bytes
 */
function versionFor(length, level) {
  for (let version = 1; version <= MOST_VERSIONS; version += 1) {
    if (12 + (version > 9 ? 8 : 0) + 8 * length <= 8 * dataCapacity(version, level)) return version;
  }
  throw new RangeError(`${length} bytes are too many for a code`);
}

/** @param {number} version */
function rawCodewords(version) {
  const aligned = version < 2 ? 0 : Math.floor(version / 7) + 2;
  const taken = aligned ? (25 * aligned - 10) * aligned - 55 : 0;
  return Math.floor(((16 * version + 128) * version + 64 - taken - (version < 7 ? 0 : 36)) / 8);
}

/**
 * @param {number} version
 * @param {Level} level
 */
function dataCapacity(version, level) {
  return rawCodewords(version) - CORRECTION[level][version - 1] * BLOCKS[level][version - 1];
}

/**
 * @param {Uint8Array} bytes
 * @param {number} version
 * @param {Level} level
 * @returns {Uint8Array} mode, length, bytes, terminator and padding
 */
function dataCodewords(bytes, version, level) {
  /** @type {number[]} */
  const bits = [];
  const put = (/** @type {number} */ value, /** @type {number} */ count) => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  const capacity = 8 * dataCapacity(version, level);
  put(4, 4);
  put(bytes.length, version > 9 ? 16 : 8);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, capacity - bits.length));
  put(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Uint8Array.from({ length: capacity / 8 }, (_, at) => bits.slice(8 * at, 8 * at + 8).reduce((sum, bit) => 2 * sum + bit, 0));
}

/**
 * @param {Uint8Array} codewords
 * @param {number} version
 * @param {Level} level
 * @returns {number[]} the blocks with their error correction, one codeword of each in turn
 */
function interleaved(codewords, version, level) {
  const count = BLOCKS[level][version - 1];
  const short = Math.floor(codewords.length / count);
  const longer = codewords.length % count;
  const generator = generatorOf(CORRECTION[level][version - 1]);
  const blocks = Array.from({ length: count }, (_, at) => {
    const from = at * short + Math.max(0, at - (count - longer));
    return codewords.subarray(from, from + short + (at < count - longer ? 0 : 1));
  });
  const checks = blocks.map((block) => remainder(block, generator));
  /** @type {number[]} */
  const mixed = [];
  for (let at = 0; at <= short; at += 1) blocks.forEach((block) => at < block.length && mixed.push(block[at]));
  for (let at = 0; at < generator.length; at += 1) checks.forEach((check) => mixed.push(check[at]));
  return mixed;
}

/**
 * @param {number} one
 * @param {number} other
 * @returns {number} product in the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1
 */
function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((other >>> bit) & 1) * one);
  return product;
}

/** @param {number} degree */
function generatorOf(degree) {
  const found = new Uint8Array(degree);
  found[degree - 1] = 1;
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    for (let at = 0; at < degree; at += 1) found[at] = times(found[at], root) ^ (found[at + 1] ?? 0);
  }
  return found;
}

/**
 * @param {Uint8Array} block
 * @param {Uint8Array} generator
 */
function remainder(block, generator) {
  const left = new Uint8Array(generator.length);
  for (const byte of block) {
    const factor = byte ^ left[0];
    left.copyWithin(0, 1);
    left[left.length - 1] = 0;
    generator.forEach((coefficient, at) => { left[at] ^= times(coefficient, factor); });
  }
  return left;
}

/**
 * @param {number[]} codewords
 * @param {number} version
 * @param {Level} level
 * @param {number} mask
 */
function draw(codewords, version, level, mask) {
  const size = 4 * version + 17;
  /** @type {(boolean | null)[][]} */
  const grid = Array.from({ length: size }, () => new Array(size).fill(null));
  drawPatterns(grid, version);
  drawFormat(grid, (LEVEL_BITS[level] << 3) | mask);
  if (version >= 7) drawVersion(grid, version);
  drawData(grid, codewords, MASKS[mask]);
  return /** @type {boolean[][]} */ (grid);
}

/**
 * @param {(boolean | null)[][]} grid
 * @param {number} version
 */
function drawPatterns(grid, version) {
  const size = grid.length;
  for (let at = 0; at < size; at += 1) grid[6][at] = grid[at][6] = at % 2 === 0;
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) {
    for (let down = -4; down <= 4; down += 1) {
      for (let right = -4; right <= 4; right += 1) {
        const away = Math.max(Math.abs(down), Math.abs(right));
        if (grid[row + down]?.[column + right] !== undefined) grid[row + down][column + right] = away !== 2 && away !== 4;
      }
    }
  }
  const centres = alignment(version);
  const last = centres.length - 1;
  centres.forEach((row, i) => centres.forEach((column, j) => {
    if ((i === 0 && (j === 0 || j === last)) || (i === last && j === 0)) return;
    for (let down = -2; down <= 2; down += 1) {
      for (let right = -2; right <= 2; right += 1) grid[row + down][column + right] = Math.max(Math.abs(down), Math.abs(right)) !== 1;
    }
  }));
}

/** @param {number} version */
function alignment(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => 4 * version + 10 - step * (count - 2 - at))];
}

/**
 * @param {(boolean | null)[][]} grid
 * @param {number} said level and mask
 */
function drawFormat(grid, said) {
  const size = grid.length;
  let rest = said;
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  const bits = ((said << 10) | rest) ^ 0x5412;
  for (let at = 0; at < 15; at += 1) {
    const dark = ((bits >>> at) & 1) === 1;
    const row = at < 6 ? at : Math.min(at + 1, 8);
    const column = at < 8 ? 8 : at === 8 ? 7 : 14 - at;
    grid[row][column] = dark;
    if (at < 8) grid[8][size - 1 - at] = dark;
    else grid[size - 15 + at][8] = dark;
  }
  grid[size - 8][8] = true;
}

/**
 * @param {(boolean | null)[][]} grid
 * @param {number} version
 */
function drawVersion(grid, version) {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const [far, near] = [grid.length - 11 + (at % 3), Math.floor(at / 3)];
    grid[far][near] = grid[near][far] = ((bits >>> at) & 1) === 1;
  }
}

/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/**
 * @param {(boolean | null)[][]} grid what is null takes data, in pairs of columns from the right, up and down in turn
 * @param {number[]} codewords
 * @param {(row: number, column: number) => boolean} flips
 */
function drawData(grid, codewords, flips) {
  const size = grid.length;
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== null) continue;
        const dark = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
        grid[row][column] = dark !== flips(row, column);
        bit += 1;
      }
    }
  }
}

/**
 * @param {boolean[][]} grid
 * @returns {number} how hard a code is to read: long runs, blocks of two by two, false finders, too dark or too light
 */
function penalty(grid) {
  const size = grid.length;
  const lines = [...grid, ...grid.map((_, column) => grid.map((row) => row[column]))].map((line) => line.map(Number).join(""));
  let points = 0;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    for (let at = 0; at + 11 <= size; at += 1) if (["10111010000", "00001011101"].includes(line.slice(at, at + 11))) points += 40;
  }
  let dark = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const here = grid[row][column];
      if (here) dark += 1;
      if (row + 1 < size && column + 1 < size && grid[row + 1][column] === here && grid[row][column + 1] === here && grid[row + 1][column + 1] === here) points += 3;
    }
  }
  return points + 10 * Math.floor(Math.abs((20 * dark) / (size * size) - 10));
}
