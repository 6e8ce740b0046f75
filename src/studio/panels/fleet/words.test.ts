import { describe, expect, it } from 'vitest';
import { ALREADY, NOT_WITHIN } from '../../../math/crossing';
import { DAY } from '../../../math/duration';
import type { KeptFleetRow } from '../../../vault/types';
import {
  askWords,
  closerBy,
  closerWords,
  dateWords,
  daysWords,
  growthWords,
  inOrder,
  rangeWords,
  shareWords,
  shortNames,
  thresholdWords,
  untilWords,
} from './words';

const END = Date.UTC(2026, 3, 27);
const flat = (text: string): string => text.replaceAll('\u202f', ' ');

describe('a date', () => {
  it('is told by how long it is until then', () => {
    expect(daysWords(3.14 * DAY)).toBe('3.1 days');
    expect(daysWords(0.5 * DAY)).toBe('12 h');
    expect(daysWords(42.4 * DAY)).toBe('42 days');
    expect(untilWords(ALREADY, END, END + 90 * DAY)).toBe('already');
    expect(untilWords(NOT_WITHIN, END, END + 90 * DAY)).toBe('not in 90 days');
    expect(untilWords(undefined, END, END)).toBe('–');
  });

  it('has its hour only when it is near', () => {
    expect(dateWords(END + DAY / 2, END, 'UTC')).toBe('27 Apr 2026, 12:00');
    expect(dateWords(END + 10 * DAY, END, 'UTC')).toBe('7 May 2026');
    expect(dateWords(END + 9.9 * DAY, END, 'America/St_Johns')).toBe('6 May 2026');
  });

  it('stands between its earliest and its latest', () => {
    const range = (earliest: number, latest: number): string =>
      rangeWords({ expected: END + 5 * DAY, earliest, latest }, END, 'UTC');
    expect(range(END + 4 * DAY, END + 8 * DAY)).toBe('1 May – 5 May 2026');
    expect(range(END + 250 * DAY, END + 251 * DAY)).toBe('2 Jan – 3 Jan 2027');
    expect(range(END + 240 * DAY, END + 260 * DAY)).toBe('23 Dec 2026 – 12 Jan 2027');
    expect(range(END + 4 * DAY, NOT_WITHIN)).toBe('from 1 May 2026 on');
    expect(range(END + 4 * DAY, END + 18 * DAY)).toBe('1 May – 15 May 2026');
    expect(range(END + DAY / 8, END + DAY / 2)).toBe('27 Apr 2026, 03:00 – 12:00');
    expect(range(END + DAY / 2, END + DAY)).toBe('27 Apr, 12:00 – 28 Apr 2026, 00:00');
    expect(range(ALREADY, END + 4 * DAY)).toBe('already – 1 May 2026');
    expect(rangeWords({ expected: NOT_WITHIN, earliest: NOT_WITHIN, latest: NOT_WITHIN }, END, 'UTC')).toBe('');
    expect(rangeWords({ expected: ALREADY, earliest: ALREADY, latest: ALREADY }, END, 'UTC')).toBe('');
  });
});

it('says thresholds, growth and shares with sign and unit', () => {
  expect(flat(thresholdWords({ value: 90, direction: 'above' }, '%'))).toBe('above 90 %');
  expect(flat(growthWords(0.4199, '%'))).toBe('+0.42 %');
  expect(growthWords(-1.26)).toBe('−1.3');
  expect(growthWords(0)).toBe('0');
  expect(flat(shareWords(0.0123))).toBe('+1.2 %');
  expect(shareWords(Number.NaN)).toBe('');
});

it('says what is unlikely to say much', () => {
  const asked = (value: number, days: number, unit?: string) =>
    askWords({ value, direction: 'above' }, days * DAY, unit);
  expect(asked(90, 60, '%')).toBe('');
  expect(asked(140, 60, 'ms')).toBe('');
  expect(asked(140, 60, '%')).toMatch(/between 0 and 100/);
  expect(asked(-1, 60, '%')).toMatch(/between 0 and 100/);
  expect(asked(90, 9999, '%')).toMatch(/^More than a year ahead/);
  expect(askWords(undefined, Number.NaN, '%')).toBe('');
});

it('compares with the baseline in words', () => {
  const metrics = (mase: number) => ({ name: '', mae: 1, rmse: 1, smape: 1, coverage: 1, mase });
  expect(closerWords(closerBy([metrics(0.5), metrics(1.2)]))).toBe('2.4 × closer');
  expect(closerWords(closerBy([metrics(1.3), metrics(1)]))).toBe('1.3 × further off');
  expect(closerWords(closerBy([metrics(1), metrics(1.001)]))).toBe('as close');
  expect(closerWords(closerBy([metrics(Number.NaN), metrics(1)]))).toBe('not judged');
  expect(closerWords(closerBy([metrics(0), metrics(0)]))).toBe('not judged');
});

it('leaves out of names what all have', () => {
  const short = shortNames(['used_percent host=node-001', 'used_percent host=node-002']);
  expect(short('used_percent host=node-002')).toBe('node-002');
  expect(shortNames(['a', 'ab'])('ab')).toBe('ab');
  expect(shortNames(['cpu host=a'])('cpu host=a')).toBe('cpu host=a');
  expect(shortNames(['cpu', 'cpu host=a'])('cpu host=a')).toBe('cpu host=a');
});

it('puts the soonest first and those that failed last', () => {
  const row = (index: number, expected: number, perDay: number): KeptFleetRow => ({
    index,
    name: `s${index}`,
    labels: {},
    seconds: 0,
    metrics: [],
    growth: { perDay, share: 0, level: 1 },
    crossing: { expected, earliest: expected, latest: expected },
    measuredTo: 0,
    points: { measured: 1, ahead: 1 },
    glance: {
      start: 0,
      end: 1,
      until: 2,
      values: new Float32Array(),
      lower: new Float32Array(),
      middle: new Float32Array(),
      upper: new Float32Array(),
    },
  });
  const failed: KeptFleetRow = {
    index: 0,
    name: 's0',
    labels: {},
    seconds: 0,
    failure: { code: 'too-short', message: 'Too short.' },
  };
  const rows = [failed, row(1, NOT_WITHIN, 0), row(2, 50, 1), row(3, ALREADY, 3), row(4, NOT_WITHIN, 2)];
  const order = (by: Parameters<typeof inOrder>[1]): number[] => inOrder(rows, by).map(({ index }) => index);
  expect(order('date')).toEqual([3, 2, 1, 4, 0]);
  expect(order('growth')).toEqual([3, 4, 2, 1, 0]);
  expect(order('name')).toEqual([1, 2, 3, 4, 0]);
});
