import { ALREADY, type Crossing, NOT_WITHIN, type Threshold } from '../../../math/crossing';
import { DAY } from '../../../math/duration';
import type { Metrics } from '../../../pipeline/results';
import type { KeptFleetRow } from '../../../vault/types';
import { figure, moment, NOTHING, percent } from '../../format';

/** A line of the table that did not fail. */
export type GoodRow = KeptFleetRow & { readonly failure?: never };

export const isGood = (row: KeptFleetRow): row is GoodRow => row.failure === undefined;

/** A threshold in words: `above 90 %`. */
export const thresholdWords = ({ value, direction }: Threshold, unit = ''): string =>
  `${direction} ${figure(value)}${unit === '' ? '' : `\u202f${unit}`}`;

/** What makes an answer unlikely to say much; empty where nothing does. */
export function askWords(threshold: Threshold | undefined, lookAheadMs: number, unit?: string): string {
  const beyond = threshold !== undefined && unit === '%' && (threshold.value < 0 || threshold.value > 100);
  return [
    beyond && 'A share of something lies between 0 and 100 %: check the threshold.',
    lookAheadMs > 366 * DAY && 'More than a year ahead dates say little; no more than 50,000 steps are looked at.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** How long from the end of the series to a date: `3.1 days`, `16 h`, `already`, `not in 90 days`. */
export function untilWords(date: number | undefined, end: number, until: number): string {
  if (date === undefined) return NOTHING;
  if (date === ALREADY) return 'already';
  if (date === NOT_WITHIN) return `not in ${daysWords(until - end)}`;
  return daysWords(date - end);
}

/** A stretch of time in days, in hours under two of them. */
export function daysWords(ms: number): string {
  if (ms < 2 * DAY) return `${figure(ms / 3_600_000, 2)} h`;
  const days = ms / DAY;
  return `${days < 10 ? days.toFixed(1) : Math.round(days).toLocaleString('en')} days`;
}

/** One date: `30 Apr 2026`, with its hour when it is within the next two days. */
export function dateWords(date: number, end: number, zone: string): string {
  if (date === ALREADY) return 'already';
  if (date === NOT_WITHIN) return 'later';
  return moment(date, zone, date - end < 2 * DAY ? 'minute' : 'day');
}

/** The dates the band gives: `29 Apr – 2 May 2026`, `27 Apr 2026, 01:34 – 16:12`, `from 29 Apr 2026 on`; empty where nothing is to be told apart. */
export function rangeWords({ expected, earliest, latest }: Crossing, end: number, zone: string): string {
  if (expected === ALREADY || earliest === NOT_WITHIN) return '';
  if (latest === NOT_WITHIN) return `from ${dateWords(earliest, end, zone)} on`;
  const [from, to] = [dateWords(earliest, end, zone), dateWords(latest, end, zone)];
  if (from === to) return from;
  const day = /^.*, /.exec(from)?.[0];
  if (day !== undefined && to.startsWith(day)) return `${from} – ${to.slice(day.length)}`;
  const year = / \d{4}\b/.exec(from)?.[0];
  return `${year !== undefined && to.includes(year) ? from.replace(year, '') : from} – ${to}`;
}

/** How many times as close as the baseline a model came by MASE: above 1 = closer; NaN where it was not judged. */
export function closerBy([model, baseline]: readonly Metrics[]): number {
  const by = (baseline?.mase ?? Number.NaN) / (model?.mase ?? Number.NaN);
  return Number.isFinite(by) ? by : Number.NaN;
}

/** That in words: `2.4 × closer`, `as close`, `1.3 × further off`. */
export function closerWords(by: number): string {
  if (Number.isNaN(by)) return 'not judged';
  const times = figure(by >= 1 ? by : 1 / by, 2);
  return times === '1' ? 'as close' : `${times} × ${by >= 1 ? 'closer' : 'further off'}`;
}

/** A growth with its sign: `+0.42`, `−1.3`; `0` where it is none to speak of. */
export const growthWords = (perDay: number, unit = ''): string => {
  const shown = figure(perDay, 2);
  return `${perDay > 0 && shown !== '0' ? '+' : ''}${shown}${unit === '' ? '' : `\u202f${unit}`}`;
};

/** That as a share of where the series stands. */
export const shareWords = (share: number): string =>
  Number.isFinite(share) ? `${share > 0 ? '+' : ''}${percent(share, 1)}` : '';

/** What sets names apart: what all begin with, up to a space or an equals sign, is left out. */
export function shortNames(names: readonly string[]): (name: string) => string {
  const [one = '', ...others] = names;
  let same = others.length === 0 ? 0 : one.length;
  for (const other of others) {
    let at = 0;
    while (at < same && other[at] === one[at]) at++;
    same = at;
  }
  const cut = Math.max(one.lastIndexOf(' ', same - 1), one.lastIndexOf('=', same - 1)) + 1;
  return (name) => (same > 0 && cut > 0 && name.length > cut ? name.slice(cut) : name);
}

export type FleetOrder = 'date' | 'growth' | 'error' | 'name';

/** Rows in an order, failed ones at its end: the soonest, the fastest growing, the worst judged or by name. */
export function inOrder(rows: readonly KeptFleetRow[], order: FleetOrder): readonly KeptFleetRow[] {
  const key = (row: GoodRow): number =>
    order === 'date'
      ? (row.crossing?.expected ?? NOT_WITHIN)
      : order === 'growth'
        ? -row.growth.perDay
        : order === 'error'
          ? closerBy(row.metrics)
          : row.index;
  const good = rows.filter(isGood).toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return a.index - b.index;
    return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : x - y;
  });
  return [...good, ...rows.filter((row) => !isGood(row))];
}
