/** Ways a column may write its times. */
export const TIME_FORMATS = ['iso', 'epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns', 'dmy', 'mdy', 'ymd'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** A stamp's wall clock as if it were UTC, and its offset from UTC in minutes where it has one. */
export interface Wall {
  readonly ms: number;
  readonly offset: number | undefined;
}

/** Milliseconds a count since 1970 stands for, and its digits that are finer than one. */
export const EPOCHS: Readonly<Partial<Record<TimeFormat, { readonly by: number; readonly finer: number }>>> = {
  'epoch-s': { by: 1000, finer: 0 },
  'epoch-ms': { by: 1, finer: 0 },
  'epoch-us': { by: 1e-3, finer: 3 },
  'epoch-ns': { by: 1e-6, finer: 6 },
};

/**
 * Epoch milliseconds of a count that is a double, cut off below one. A double misses what was written by up to 128 ns
 * (counted in nanoseconds), so it is taken to the nearest microsecond first.
 */
export function countedMs(count: number, format: TimeFormat): number {
  const epoch = EPOCHS[format];
  if (epoch === undefined) return Number.NaN;
  const { by, finer } = epoch;
  if (finer === 0 && Number.isInteger(count)) return count * by;
  const micros = finer === 0 ? count * by * 1000 : count / 10 ** (finer - 3);
  return Math.floor(Math.round(micros) / 1000);
}

/** How each format is said. */
export const TIME_WORDS: Readonly<Record<TimeFormat, string>> = {
  iso: 'ISO 8601',
  dmy: 'day first',
  mdy: 'month first',
  ymd: 'year first',
  'epoch-s': 'seconds since 1970',
  'epoch-ms': 'milliseconds since 1970',
  'epoch-us': 'microseconds since 1970',
  'epoch-ns': 'nanoseconds since 1970',
};

const CLOCK = String.raw`(?:[T ,]+(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$`;
const ISO = new RegExp(String.raw`^([+-]?\d{4,6})-(\d{1,2})(?:-(\d{1,2}))?${CLOCK}`, 'i');
const YMD = new RegExp(String.raw`^(\d{4})[/. ]?(\d{1,2})[/. ]?(\d{1,2})${CLOCK}`, 'i');
const SHORT = new RegExp(String.raw`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})${CLOCK}`, 'i');

/** Reads one stamp, or undefined when it is not of this format. */
export function wallOf(text: string, format: TimeFormat): Wall | undefined {
  const factor = EPOCHS[format];
  if (factor !== undefined) {
    if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return undefined;
    const { finer } = factor;
    // More digits than a double holds are cut off as text.
    const ms = finer > 0 && /^\d{7,}$/.test(text) ? Number(text.slice(0, -finer)) : countedMs(Number(text), format);
    return Number.isFinite(ms) ? { ms, offset: 0 } : undefined;
  }
  const found = (format === 'iso' ? ISO : format === 'ymd' ? YMD : SHORT).exec(text);
  if (found === null) return undefined;
  const [, a = '', b = '', c, hour, minute, second, fraction, half, zone] = found;
  const [year, month, day] = format === 'dmy' ? [c, b, a] : format === 'mdy' ? [c, a, b] : [a, b, c];
  const y = year?.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  const [m, d] = [Number(month), Number(day ?? 1)];
  const h = hours(Number(hour ?? 0), half);
  const [min, s] = [Number(minute ?? 0), Number(second ?? 0)];
  if (h === undefined || m < 1 || m > 12 || d < 1 || d > monthDays(y, m) || min > 59 || s > 60) return undefined;
  const ms = Math.floor(Number(`0.${fraction ?? 0}`) * 1000 + 1e-6);
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  return { ms: date.setUTCHours(h, min, s, ms), offset: offsetOf(zone) };
}

function hours(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

const monthDays = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === '') return undefined;
  if (/^[a-z]/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.replace(':', '').slice(3, 5) || 0);
  return zone.startsWith('-') ? -minutes : minutes;
}

/** What a sample of stamps is written in, or undefined when it is nothing known. */
export function formatOf(sample: readonly string[]): TimeFormat | undefined {
  const texts = sample.map((text) => text.trim()).filter((text) => text !== '');
  if (texts.length === 0) return undefined;
  const most = (format: TimeFormat) =>
    texts.filter((text) => wallOf(text, format) !== undefined).length >= texts.length * 0.8;
  if (most('iso')) return 'iso';
  const numbers = texts.map(Number).filter(Number.isFinite);
  if (numbers.length >= texts.length * 0.8)
    return most('ymd') && texts.every((text) => /^(19|20)\d{6}$/.test(text)) ? 'ymd' : epochOf(numbers);
  if (most('ymd')) return 'ymd';
  const [dmy, mdy] = [most('dmy'), most('mdy')];
  if (!dmy || !mdy) return dmy ? 'dmy' : mdy ? 'mdy' : undefined;
  return backward(texts, 'mdy') < backward(texts, 'dmy') ? 'mdy' : 'dmy';
}

/** How often a column read this way goes back in time, or jumps by more than the reading that suits it would. */
function backward(texts: readonly string[], format: TimeFormat): number {
  const times = texts.map((text) => wallOf(text, format)?.ms ?? Number.NaN);
  const steps = times.slice(1).map((t, i) => t - (times[i] as number));
  const back = steps.filter((step) => !(step >= 0)).length;
  const longest = steps.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
  return back * 1e15 + longest;
}

/** Seconds, milliseconds, microseconds or nanoseconds, by size: whichever falls between 1973 and 2286. */
export function epochOf(numbers: readonly number[]): TimeFormat | undefined {
  const typical = numbers.toSorted((a, b) => a - b)[numbers.length >>> 1] as number;
  if (typical >= 1e8 && typical < 1e10) return 'epoch-s';
  if (typical >= 1e11 && typical < 1e13) return 'epoch-ms';
  if (typical >= 1e14 && typical < 1e16) return 'epoch-us';
  return typical >= 1e17 && typical < 1e19 ? 'epoch-ns' : undefined;
}
