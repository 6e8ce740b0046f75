import { describe, expect, it } from 'vitest';
import type { BacktestRow } from '../../../pipeline/backtest';
import type { Kind } from '../../../pipeline/contenders';
import type { SearchTrial } from '../../../pipeline/search';
import { bestOfEach, closerWords, pairsOf, rangeWords, ranked, settingWords, stateWords } from './words';

const row = (key: string, kind: Kind, mae: number, pair?: string): BacktestRow => ({
  key,
  title: key,
  kind,
  model: { id: key, params: {} },
  trains: false,
  ...(pair !== undefined && { pair }),
  ...(Number.isFinite(mae) && { metrics: { name: key, mae, rmse: mae, smape: mae, mase: mae, coverage: 1 } }),
  seconds: { fit: 0, forecast: 0 },
  byOrigin: [],
  byStep: [],
  stretches: [],
});

const rows = [
  row('seasonal-naive', 'naive', 4),
  row('theta raw', 'raw', 5, 'Theta'),
  row('theta decomposed', 'decomposed', 3, 'Theta'),
  row('auto', 'raw', 2),
  row('broken', 'raw', Number.NaN, 'LSTM'),
];

describe('what a backtest says', () => {
  it('compares with the baseline', () => {
    expect(closerWords(2, 4)).toBe('2 × closer');
    expect(closerWords(5, 4)).toBe('1.3 × further off');
    expect(closerWords(4, 4)).toBe('as close');
    expect(closerWords(4.01, 4)).toBe('as close');
    expect(closerWords(0, 4)).toBe('exact');
    expect(closerWords(1, 0)).toBe('further off');
    expect(closerWords(Number.NaN, 4)).toBe('–');
  });

  it('ranks what ran, the closest first', () => {
    expect(ranked(rows).map(({ key }) => key)).toEqual(['auto', 'theta decomposed', 'seasonal-naive', 'theta raw']);
  });

  it('finds the best of each kind, and the methods that ran both ways', () => {
    expect(bestOfEach(rows).map(({ key }) => key)).toEqual(['auto', 'theta decomposed', 'seasonal-naive']);
    expect(pairsOf(rows).map(({ name }) => name)).toEqual(['Theta']);
  });

  it.each([
    ['running', [], 'running', 'learns'],
    ['running', [], 'paused', 'paused'],
    ['running', [], 'over', 'stopped'],
    ['waiting', [], 'paused', 'waits'],
    ['waiting', [], 'over', 'not tried'],
    ['kept', [1], 'running', 'goes on'],
    ['kept', [1, 1], 'over', 'beaten'],
    ['out', [1], 'over', 'dropped'],
    ['out', [1, 1], 'over', 'beaten'],
    ['out', [], 'over', 'not tried'],
  ] as const)('calls a setting that is %s with scores %j of a search that is %s “%s”', (state, scores, at, words) => {
    const trial: SearchTrial = { id: 0, round: 0, settings: {}, scores, epochs: 0, seconds: 0, state };
    expect(stateWords(trial, at, 2)).toBe(words);
  });

  it('names settings and their ranges', () => {
    const units = { kind: 'number', key: 'units', label: 'Units', low: 8, high: 64, log: true, integer: true } as const;
    expect(rangeWords({ ...units, unit: 'steps' })).toBe('8 to 64 steps');
    expect(settingWords(units, 12)).toBe('12');
    const flag = { kind: 'choice', key: 'week', label: 'Week', options: [{ value: true, label: 'on' }] } as const;
    expect(settingWords(flag, true)).toBe('on');
  });
});
