import type { Backtest, BacktestRow } from '../../../pipeline/backtest';
import { BASELINE, type Kind } from '../../../pipeline/contenders';
import type { SearchTrial } from '../../../pipeline/search';
import type { Dimension } from '../../../pipeline/search-space';
import { figure, NOTHING } from '../../format';

/** What a contender forecasts from, in words. */
export const kindWords: Readonly<Record<Kind, string>> = {
  naive: 'baseline',
  raw: 'on the series',
  decomposed: 'on its parts',
};

/** The rows that could run, closest first. */
export const ranked = (rows: readonly BacktestRow[]): readonly BacktestRow[] =>
  rows.filter(({ metrics }) => Number.isFinite(metrics?.mae)).toSorted((a, b) => errorOf(a) - errorOf(b));

/** The mean absolute error of a row; NaN where it could not run. */
export const errorOf = ({ metrics }: BacktestRow): number => metrics?.mae ?? Number.NaN;

/** The baseline's row. */
export const baselineOf = ({ rows }: Pick<Backtest, 'rows'>): BacktestRow | undefined =>
  rows.find(({ key }) => key === BASELINE);

/** How an error compares with the baseline's: `2.4 × closer`, `1.3 × further off`, `as close`. */
export function closerWords(error: number, naive: number): string {
  if (!Number.isFinite(error) || !Number.isFinite(naive)) return NOTHING;
  if (error === naive) return 'as close';
  const further = error > naive;
  const ratio = further ? error / naive : naive / error;
  if (!Number.isFinite(ratio)) return further ? 'further off' : 'exact';
  const times = figure(ratio, 2);
  return times === '1' ? 'as close' : `${times} × ${further ? 'further off' : 'closer'}`;
}

/** The best row of each kind that ran. */
export function bestOfEach(rows: readonly BacktestRow[]): readonly BacktestRow[] {
  const order = ranked(rows);
  return (['raw', 'decomposed', 'naive'] as const).flatMap((kind) => order.find((row) => row.kind === kind) ?? []);
}

/** One method on the series as it is and on its parts, where both ran. */
export function pairsOf(
  rows: readonly BacktestRow[],
): readonly { readonly name: string; readonly raw: BacktestRow; readonly decomposed: BacktestRow }[] {
  const order = ranked(rows);
  const names = [...new Set(order.flatMap(({ pair }) => pair ?? []))].sort();
  return names.flatMap((name) => {
    const of = (kind: Kind): BacktestRow | undefined => order.find((row) => row.pair === name && row.kind === kind);
    const [raw, decomposed] = [of('raw'), of('decomposed')];
    return raw === undefined || decomposed === undefined ? [] : [{ name, raw, decomposed }];
  });
}

/** What a setting's value is called. */
export function settingWords(dimension: Dimension, value: unknown): string {
  if (dimension.kind === 'number') return typeof value === 'number' ? figure(value) : NOTHING;
  return dimension.options.find((option) => option.value === value)?.label ?? NOTHING;
}

/** Between what a setting is looked for: `12 to 192 steps`, `MSTL, STL, Classical`. */
export function rangeWords(dimension: Dimension): string {
  if (dimension.kind === 'choice') return dimension.options.map(({ label }) => label).join(', ');
  const { low, high, unit } = dimension;
  return `${figure(low)} to ${figure(high)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** The last score of a trial; NaN where it has none. */
export function scoreOf({ scores }: SearchTrial): number {
  const last = scores.at(-1);
  return last !== undefined && Number.isFinite(last) ? last : Number.NaN;
}

/** How far a trial that is not the best came, in a word or two. `rungs` = after how many scores it has learned all it may. */
export function stateWords(
  { state, scores, failure }: SearchTrial,
  search: 'running' | 'paused' | 'over',
  rungs: number,
): string {
  const full = scores.length >= Math.max(1, rungs);
  switch (state) {
    case 'waiting':
      return search === 'over' ? (scores.length > 0 ? 'stopped' : 'not tried') : 'waits';
    case 'running':
      return search === 'running' ? 'learns' : search === 'paused' ? 'paused' : 'stopped';
    case 'kept':
      return full ? 'beaten' : search === 'over' ? 'stopped' : 'goes on';
    case 'out':
      return full ? 'beaten' : scores.length > 0 ? 'dropped' : 'not tried';
    case 'failed':
      return failure?.message ?? 'failed';
  }
}
