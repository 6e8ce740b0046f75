import { offsetText, wallClock } from '../math/zone';

/** How figures are written, everywhere: a thin space before the unit, a true minus, a dash for what is not known. */

const NARROW = '\u202f';
const MINUS = '−';
export const NOTHING = '–';

const signed = (text: string): string => text.replace('-', MINUS);

/** A number in few figures: `30 k`, `1.2 M`, `0.41`, `−3.5`. Three significant figures unless told; a dash for NaN. */
export function figure(value: number, digits = 3): string {
  if (Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
    return signed(`${Number(mantissa)}e${Number(exponent)}`);
  }
  const scale = size >= 999.5e6 ? 9 : size >= 999.5e3 ? 6 : size >= 9999.5 ? 3 : 0;
  const unit = { 9: 'G', 6: 'M', 3: 'k', 0: '' }[scale];
  const scaled = scale === 0 && size >= 100 ? Math.round(value) : Number((value / 10 ** scale).toPrecision(digits));
  return (
    signed(scaled.toLocaleString('en', { maximumFractionDigits: 8, useGrouping: true })) +
    (unit === '' ? '' : `${NARROW}${unit}`)
  );
}

/** A count in full: `4,032`. */
export const count = (value: number): string => signed(Math.round(value).toLocaleString('en'));

/** So many of a thing: `1 row`, `4,032 rows`. */
export const counted = (value: number, thing: string): string => `${count(value)} ${thing}${value === 1 ? '' : 's'}`;

/** Words with their lengths of time in one piece: no line breaks between `7` and `d`. */
export const unbroken = (words: string): string =>
  words.replace(/(\d) (?=(?:ms|s|min|h|d|weeks|months?|years)\b)/g, '$1\u00a0');

/** A share (0..1) in percent: `95 %`, `1.1 %`. One decimal under ten unless told. */
export function percent(share: number, decimals?: number): string {
  if (!Number.isFinite(share)) return NOTHING;
  const value = share * 100;
  const places = decimals ?? (Math.abs(value) < 9.95 && !Number.isInteger(Number(value.toFixed(6))) ? 1 : 0);
  return `${signed(value.toFixed(places))}${NARROW}%`;
}

/** A MASE, everywhere with two decimals: `0.39`. */
export const mase = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : NOTHING);

/** Figures of one column, all with as many decimals: five significant figures of the largest, four decimals at most. */
export function alike(values: readonly number[]): (value: number) => string {
  const known = values.filter(Number.isFinite);
  const size = Math.max(0, ...known.map(Math.abs));
  if (size !== 0 && (size < 1e-3 || size >= 1e12)) return (value) => figure(value, 5);
  const whole = known.every(Number.isInteger);
  const decimals = whole ? 0 : Math.max(0, Math.min(4, 4 - Math.floor(Math.log10(size || 1))));
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return (value) => (Number.isFinite(value) ? signed(value.toLocaleString('en', options)) : NOTHING);
}

/** A number as one would type it: no grouping, no rounding beyond floating-point dust; empty for NaN. */
export function plainNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : '';
}

/**
 * What a person typed, as a number: spaces and thin spaces are dropped, a typographic minus and a decimal comma are
 * understood (`0,5` is 0.5; `1,000` is 1000, as groups of three are thousands). NaN when it is none.
 */
export function parseNumber(text: string): number {
  let bare = text.replace(/[\s_\u00a0\u2009\u202f]/g, '').replace('−', '-');
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(bare)) bare = bare.replaceAll(',', '');
  else if (/^[-+]?\d*,\d+$/.test(bare)) bare = bare.replace(',', '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(bare) ? Number(bare) : Number.NaN;
}

/** The next value up or down: by one for whole numbers, by a tenth of the leading figure's size otherwise; kept in bounds. */
export function stepped(
  value: number,
  direction: 1 | -1,
  bounds: { readonly min?: number | undefined; readonly max?: number | undefined; readonly integer?: boolean } = {},
): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = bounds;
  const size = Math.abs(value) || (max <= 1 ? 0.1 : 1);
  // Going down from a power of ten, the step is that of the decade below: 0.01 -> 0.009, as 0.009 -> 0.01 going up.
  const decade = Math.floor(Math.log10(size) + 1e-9);
  const down = direction * value < 0 && Math.abs(Math.log10(size) - decade) < 1e-9 ? 1 : 0;
  const step = integer ? 1 : 10 ** (decade - (max <= 1 && size >= 0.1 ? 1 : down));
  const next = integer ? Math.round(value) + direction : Number((value + direction * step).toPrecision(10));
  return Math.min(max, Math.max(min, next));
}

/** A rate in words: `343 steps/s`, `24.1 k rows/s`. Empty when not known. */
export const rate = (perSecond: number, unit: string): string =>
  Number.isFinite(perSecond) && perSecond > 0 ? `${figure(perSecond, perSecond < 10 ? 2 : 3)} ${unit}/s` : '';

/** Time still to go, rounded as one says it: `9 s left`, `3 min left`, `1 h 20 min left`. Empty when not known. */
export function timeLeft(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '';
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds}${NARROW}s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${NARROW}min left`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${NARROW}h${rest === 0 ? '' : ` ${rest}${NARROW}min`} left`;
}

/** Bytes in powers of 1024: `812 B`, `1.4 MB`. */
export function bytes(size: number): string {
  if (!Number.isFinite(size)) return NOTHING;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = size < 1 ? 0 : Math.min(4, Math.floor(Math.log2(size) / 10));
  return `${Number((size / 1024 ** step).toPrecision(step === 0 ? 4 : 2 + Number(size / 1024 ** step >= 100)))}${NARROW}${units[step]}`;
}

/** How far a moment is written. */
export type TimeDetail = 'day' | 'minute' | 'second';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, detail: TimeDetail, year: boolean): Intl.DateTimeFormat {
  const key = `${timeZone} ${detail} ${year}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      day: 'numeric',
      month: 'short',
      ...(year && { year: 'numeric' }),
      ...(detail !== 'day' && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      ...(detail === 'second' && { second: '2-digit' }),
    });
    formats.set(key, format);
  }
  return format;
}

/**
 * A moment in a time zone: `17 Aug 2000, 14:30`, with its offset in an hour that the zone's clock shows twice:
 * `25 Oct 2026, 02:30 UTC+2`. A dash for NaN.
 */
export function moment(ms: number, timeZone = 'UTC', detail: TimeDetail = 'minute', year = true): string {
  if (!Number.isFinite(ms)) return NOTHING;
  const clock = wallClock(timeZone);
  const twice = detail !== 'day' && clock.fromWall(clock.toWall(ms)).length > 1;
  return `${formatIn(timeZone, detail, year).format(ms)}${twice ? ` ${offsetText(clock.offsetAt(ms))}` : ''}`;
}

/** A stretch of time, repeating nothing: `5 Jun – 27 Aug 2000`, `5 Jun 2000, 06:00 – 18:00`. `stop` is not part of it. */
export function span(start: number, stop: number, timeZone = 'UTC'): string {
  if (!Number.isFinite(start) || !Number.isFinite(stop)) return NOTHING;
  const day = (ms: number, year: boolean): string => moment(ms, timeZone, 'day', year);
  if (stop - start <= 36 * 3_600_000) {
    const clock = (ms: number): string => moment(ms, timeZone, 'minute', true).split(', ')[1] ?? '';
    const same = day(start, true) === day(stop, true);
    return `${moment(start, timeZone)} – ${same ? clock(stop) : moment(stop, timeZone)}`;
  }
  const last = Math.max(start, stop - 1);
  const sameYear = day(start, true).slice(-4) === day(last, true).slice(-4);
  return `${day(start, !sameYear)} – ${day(last, true)}`;
}
