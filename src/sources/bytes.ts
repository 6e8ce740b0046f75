const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The number in bytes [from, to), as Go and Rust print it. NaN when there is none; `+Inf`, `-Inf`, `inf` are infinite. Exact: a
 * mantissa up to 2^53 divided by a power of ten up to 10^22 rounds once; anything longer goes through `Number`.
 */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return Number.NaN;
  const negative = bytes[from] === 45;
  let mantissa = 0;
  let point = -1;
  for (let i = negative ? from + 1 : from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48);
      if (mantissa > Number.MAX_SAFE_INTEGER) return spelled(bytes, from, to);
    } else if (byte === 46 && point < 0) point = i;
    else return spelled(bytes, from, to);
  }
  const decimals = point < 0 ? 0 : to - 1 - point;
  if (decimals > 22 || to - from - (negative ? 1 : 0) - (point < 0 ? 0 : 1) === 0) return spelled(bytes, from, to);
  const value = decimals === 0 ? mantissa : mantissa / (POWERS[decimals] as number);
  return negative ? -value : value;
}

function spelled(bytes: Uint8Array, from: number, to: number): number {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i] as number);
  if (/^[+-]?inf$/i.test(text)) return text[0] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Two digits. */
const two = (bytes: Uint8Array, at: number): number => (bytes[at] as number) * 10 + (bytes[at + 1] as number) - 528;

/**
 * Reads RFC 3339 stamps to epoch milliseconds, cutting off what is finer; remembers the last day. A stamp without a zone,
 * as InfluxDB 3 writes it, is UTC. NaN when unreadable.
 */
export function timeReader(): (bytes: Uint8Array, from: number, to: number) => number {
  let year = Number.NaN;
  let month = Number.NaN;
  let day = Number.NaN;
  let midnight = Number.NaN;
  return (bytes, from, to) => {
    if (to - from < 19 || bytes[from + 4] !== 45 || bytes[from + 10] !== 84) return Number.NaN;
    const y = two(bytes, from) * 100 + two(bytes, from + 2);
    const m = two(bytes, from + 5);
    const d = two(bytes, from + 8);
    if (y !== year || m !== month || d !== day) {
      midnight = Date.UTC(y, m - 1, d);
      [year, month, day] = [y, m, d];
    }
    let ms = ((two(bytes, from + 11) * 60 + two(bytes, from + 14)) * 60 + two(bytes, from + 17)) * 1000;
    let at = from + 19;
    if (bytes[at] === 46) {
      for (let unit = 100; ++at < to && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57; unit /= 10) {
        if (unit >= 1) ms += ((bytes[at] as number) - 48) * unit;
      }
    }
    if (at === to || bytes[at] === 90) return midnight + ms;
    const sign = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : Number.NaN;
    return midnight + ms - sign * (two(bytes, at + 1) * 60 + two(bytes, at + 4)) * 60_000;
  };
}
