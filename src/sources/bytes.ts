const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The number in bytes [from, to), as Go and Rust print it. NaN when there is none; `+Inf`, `-Inf`, `inf` are infinite. Exact,
 * as `Number` is.
 */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  return from < to && numberInto(bytes, from, to, scratch, 0) === to
    ? (scratch[0] as number)
    : spelled(bytes, from, to);
}

const scratch = new Float64Array(1);

/**
 * Reads the decimal number that begins at `from` into `out[slot]` and gives the place after its last digit; 0 where there is
 * none, or none that can be told right at once. A mantissa of 15 digits divided by a power of ten up to 10^22 rounds once; up to
 * 18 digits are divided in twice the precision. (It hands over places, not numbers: those would be boxed on the heap.)
 */
export function numberInto(bytes: Uint8Array, from: number, to: number, out: Float64Array, slot: number): number {
  const start = bytes[from] === 45 ? from + 1 : from;
  let at = start;
  let first = 0;
  let more = 0;
  let digits = 0;
  let point = -1;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >= 0 && digit <= 9) {
      if (digits < 9) first = (Math.imul(first, 10) + digit) | 0;
      else more = (Math.imul(more, 10) + digit) | 0;
      if ((first | more) !== 0) digits++;
    } else if (digit === -2 && point < 0) point = at;
    else break;
  }
  const decimals = point < 0 ? 0 : at - 1 - point;
  if (digits > 18 || decimals > 22 || at - start - (point < 0 ? 0 : 1) === 0) return 0;
  const shift = POWERS[Math.max(0, digits - 9)] as number;
  const by = POWERS[decimals] as number;
  const value = digits <= 15 ? (first * shift + more) / by : divided(first, shift, more, by);
  if (Number.isNaN(value)) return 0;
  out[slot] = start === from ? value : -value;
  return at;
}

const HALVES = 134_217_729;

/** What `a * b` lost to rounding, exactly (Dekker 1971); `product` is `a * b`. */
function lost(a: number, b: number, product: number): number {
  const p = HALVES * a;
  const q = HALVES * b;
  const ahi = p - (p - a);
  const bhi = q - (q - b);
  const alo = a - ahi;
  const blo = b - bhi;
  return alo * blo - (product - ahi * bhi - alo * bhi - ahi * blo);
}

/**
 * (first * shift + more) / by, rounded right; NaN when that cannot be told. The quotient is found as the sum of two
 * doubles; where adding and taking off its error bound round alike, so does the true quotient.
 */
function divided(first: number, shift: number, more: number, by: number): number {
  const product = first * shift;
  const rest = lost(first, shift, product) + more;
  const high = product + rest;
  const low = rest - (high - product);
  const quotient = high / by;
  const back = quotient * by;
  const small = (high - back - lost(quotient, by, back) + low) / by;
  const error = Math.abs(small) * 2 ** -48;
  const value = quotient + (small + error);
  return value === quotient + (small - error) ? value : Number.NaN;
}

function spelled(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] as number);
  if (/^[+-]?inf$/i.test(text)) return text[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Whether bytes [from, to) spell a whole number, with nothing but digits and a sign. */
export function isWhole(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 48;
    if ((digit < 0 || digit > 9) && !(i === from && digit === -3)) return false;
  }
  return to > from;
}

/** Like `numberInto`, for a whole number of at most 15 digits. */
export function wholeInto(bytes: Uint8Array, from: number, to: number, out: Float64Array, slot: number): number {
  const start = bytes[from] === 45 ? from + 1 : from;
  let at = start;
  let value = 0;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === start || at - start > 15) return 0;
  out[slot] = start === from ? value : -value;
  return at;
}

/** Two digits; NaN for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const ten = (bytes[at] as number) - 48;
  const one = (bytes[at + 1] as number) - 48;
  return ten >= 0 && ten <= 9 && one >= 0 && one <= 9 ? ten * 10 + one : Number.NaN;
}

/**
 * Reads RFC 3339 stamps to epoch milliseconds, cutting off what is finer; remembers the last day. A stamp without a zone,
 * as InfluxDB 3 writes it, is UTC.
 */
export class Stamps {
  private readonly day = new Uint8Array(10);
  private readonly midnight = new Float64Array(1).fill(Number.NaN);
  private readonly one = new Float64Array(1);

  /** The stamp in bytes [from, to); NaN when it is none. */
  in(bytes: Uint8Array, from: number, to: number): number {
    return this.into(bytes, from, to, this.one, 0) === to ? (this.one[0] as number) : Number.NaN;
  }

  /** Reads the stamp that begins at `from` into `out[slot]` and gives the place after it; 0 where there is none. */
  into(bytes: Uint8Array, from: number, to: number, out: Float64Array, slot: number): number {
    if (to - from < 19 || bytes[from + 10] !== 84) return 0;
    const { day } = this;
    for (let i = 0; i < 10; i++) {
      if (bytes[from + i] === day[i]) continue;
      this.begin(bytes, from);
      break;
    }
    if (bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return 0;
    const hour = two(bytes, from + 11);
    const minute = two(bytes, from + 14);
    const second = two(bytes, from + 17);
    if (!(hour < 24 && minute < 60 && second < 61)) return 0;
    let ms = ((hour * 60 + minute) * 60 + second) * 1000;
    let at = from + 19;
    if (bytes[at] === 46) {
      for (let unit = 100; ++at < to && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57; unit /= 10) {
        if (unit >= 1) ms += ((bytes[at] as number) - 48) * unit;
      }
    }
    if (at < to && bytes[at] === 90) at++;
    else if (at + 6 <= to && (bytes[at] === 43 || bytes[at] === 45)) {
      const offset = (two(bytes, at + 1) * 60 + two(bytes, at + 4)) * 60_000;
      ms -= bytes[at] === 43 ? offset : -offset;
      at += 6;
    }
    const value = (this.midnight[0] as number) + ms;
    if (Number.isNaN(value)) return 0;
    out[slot] = value;
    return at;
  }

  /** Another day than that of the stamp before. */
  private begin(bytes: Uint8Array, from: number): void {
    for (let i = 0; i < 10; i++) this.day[i] = bytes[from + i] as number;
    const dashed = bytes[from + 4] === 45 && bytes[from + 7] === 45;
    const month = two(bytes, from + 5) - 1;
    const day = two(bytes, from + 8);
    const date = new Date(0);
    const midnight = date.setUTCFullYear(two(bytes, from) * 100 + two(bytes, from + 2), month, day);
    const isDay = dashed && date.getUTCMonth() === month && date.getUTCDate() === day;
    this.midnight[0] = isDay ? midnight : Number.NaN;
  }
}
