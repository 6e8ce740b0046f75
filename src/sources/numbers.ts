import { numberIn } from './bytes';

const UTF8 = new TextDecoder();
const POWERS = Float64Array.from({ length: 16 }, (_, i) => Number(`1e${i}`));
const MISSING = /^(?:|na|n\/a|nan|null|none|nil|-+|\?|\.|#n\/a)$/i;

/** The sign before a number's decimals. */
export type DecimalMark = 'point' | 'comma';

/** Whether a cell says that there is no value. */
export const isMissing = (cell: string): boolean => MISSING.test(cell.trim());

/** Reads a number as people write it, thousands apart or not; NaN when it is none. */
export function numberOf(cell: string, mark: DecimalMark): number {
  const text = cell.trim();
  if (text === '') return Number.NaN;
  const plain = mark === 'comma' ? text.replace(/[. '\u00a0\u202f](?=\d{3}(\D|$))/g, '').replace(',', '.') : text;
  const bare = mark === 'comma' ? plain : plain.replace(/[, '\u00a0\u202f](?=\d{3}(\D|$))/g, '');
  if (/^[+-]?inf(inity)?$/i.test(bare))
    return bare.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i.test(bare) ? Number(bare.replace('%', '')) : Number.NaN;
}

/** The number in bytes [from, to), the same as `numberOf` of their text: at once where it is digits and decimals alone. */
export function cellNumber(bytes: Uint8Array, from: number, to: number, mark: DecimalMark): number {
  const sign = mark === 'comma' ? 44 : 46;
  const negative = bytes[from] === 45;
  const start = negative ? from + 1 : from;
  let mantissa = 0;
  let point = -1;
  for (let i = start; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 48 && byte <= 57) mantissa = mantissa * 10 + (byte - 48);
    else if (byte === sign && point < 0 && i > start) point = i;
    else return numberOf(UTF8.decode(bytes.subarray(from, to)), mark);
  }
  const digits = to - start - (point < 0 ? 0 : 1);
  if (digits === 0) return from === to ? Number.NaN : numberOf(UTF8.decode(bytes.subarray(from, to)), mark);
  // A mantissa of 15 digits and a power of ten up to 10^15 are exact: dividing them rounds once.
  if (digits > 15) {
    return mark === 'point' ? numberIn(bytes, from, to) : numberOf(UTF8.decode(bytes.subarray(from, to)), mark);
  }
  const value = point < 0 ? mantissa : mantissa / (POWERS[to - 1 - point] as number);
  return negative ? -value : value;
}
