/** Rows taken together, so that their columns stay in the processor's cache. */
const CHUNK = 256;

/** The next multiple of 4: how many columns `addGram` wants where there are `count`, the rest of them zero. */
export const padded = (count: number): number => (count + 3) & ~3;

/**
 * Adds X'WX to `gram` (`width` × `width`, lower triangle), for the rows `from`..`width`-1 of it: what stands above them may
 * be known already. The few entries it touches above the diagonal are of no meaning.
 *
 * @param x `width` columns of `rows` values each, one after the other; `width` and `from` are multiples of 4
 * @param weight W's diagonal, one per row
 * @param weighted as long as `x`; its columns `from` and on hold W X afterwards
 *
 * Two columns by four at a time: eight sums live in registers while six values are read.
 */
export function addGram(
  gram: Float64Array,
  x: Float64Array,
  weight: Float64Array,
  weighted: Float64Array,
  { rows, width, from }: { readonly rows: number; readonly width: number; readonly from: number },
): void {
  for (let i = from; i < width; i++) {
    for (let r = 0, at = i * rows; r < rows; r++, at++) weighted[at] = (x[at] as number) * (weight[r] as number);
  }
  for (let start = 0; start < rows; start += CHUNK) {
    const length = Math.min(CHUNK, rows - start);
    for (let i = from; i < width; i += 2) {
      for (let j = 0; j <= i + 1; j += 4) addBlock(gram, x, weighted, i, j, rows, width, start, length);
    }
  }
}

function addBlock(
  gram: Float64Array,
  x: Float64Array,
  weighted: Float64Array,
  i: number,
  j: number,
  rows: number,
  width: number,
  start: number,
  length: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let a = i * rows + start;
  let b = j * rows + start;
  const end = a + length;
  for (; a < end; a++, b++) {
    const a0 = weighted[a] as number;
    const a1 = weighted[a + rows] as number;
    const b0 = x[b] as number;
    const b1 = x[b + rows] as number;
    const b2 = x[b + 2 * rows] as number;
    const b3 = x[b + 3 * rows] as number;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
  }
  const at = i * width + j;
  gram[at] = (gram[at] as number) + s00;
  gram[at + 1] = (gram[at + 1] as number) + s01;
  gram[at + 2] = (gram[at + 2] as number) + s02;
  gram[at + 3] = (gram[at + 3] as number) + s03;
  gram[at + width] = (gram[at + width] as number) + s10;
  gram[at + width + 1] = (gram[at + width + 1] as number) + s11;
  gram[at + width + 2] = (gram[at + width + 2] as number) + s12;
  gram[at + width + 3] = (gram[at + width + 3] as number) + s13;
}

/** X'Wy of the weighted columns `addGram` left behind: one value per column. */
export function weightedProducts(weighted: Float64Array, y: Float64Array, rows: number, width: number): Float64Array {
  const products = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let r = 0, at = j * rows; r < rows; r++, at++) sum += (weighted[at] as number) * (y[r] as number);
    products[j] = sum;
  }
  return products;
}
