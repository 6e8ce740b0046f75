import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../base/definition';
import { quietContext } from '../base/job';
import { checked, type ParamValues } from '../base/params';
import { seeded } from '../base/random';
import { first, markRegular, regular, type SeriesFrame } from '../frame/frame';
import { seriesName } from '../frame/table';
import { parse } from './arithmetic/parse';
import { daysOf, hoursOf, periodsOf } from './exclude/rules';
import { shapers } from './index';
import { isMeant } from './only';
import type { Shaper } from './types';

const hour = 3_600_000;
const gap = Number.NaN;
const start = Date.UTC(2026, 3, 1);

const series = (
  key: string,
  values: readonly number[],
  labels: Readonly<Record<string, string>> = {},
): SeriesFrame => ({
  ...regular(start, hour, Float64Array.from(values)),
  columns: [{ key, values: Float64Array.from(values), labels }],
});
const at = (key: string, hours: readonly number[], values: readonly number[]): SeriesFrame =>
  markRegular({
    time: Float64Array.from(hours, (h) => start + h * hour),
    columns: [{ key, values: Float64Array.from(values), labels: {} }],
  });

async function take(id: string, params: ParamValues, ...frames: readonly SeriesFrame[]) {
  const member = memberOf<Shaper>(shapers, id);
  const shaper = await member.load();
  const { frames: shaped, notes } = await shaper.shape(frames, checked(member.params, params), quietContext(seeded(1)));
  return {
    notes,
    names: shaped.map((frame) => seriesName(frame)),
    values: shaped.map((frame) => [...first(frame).values]),
    hours: shaped.map((frame) => [...frame.time].map((t) => (t - start) / hour)),
    units: shaped.map((frame) => first(frame).labels._unit),
  };
}
const one = async (id: string, params: ParamValues, ...values: number[]) =>
  (await take(id, params, series('a', values))).values[0];

describe('filters', () => {
  it('keep a time range, its last day whole, on the clocks of a zone', async () => {
    const days = at('a', [-3, -2, 0, 12, 21, 22, 23, 24], [1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await take('time-range', { from: '2026-04-01', to: '2026-04-01' }, days)).values).toEqual([
      [3, 4, 5, 6, 7],
    ]);
    const vienna = await take('time-range', { from: '2026-04-01', to: '2026-04-01', zone: 'Europe/Vienna' }, days);
    expect(vienna.hours).toEqual([[-2, 0, 12, 21]]);
    expect((await take('time-range', { from: '2026-04-01 21:00', to: '' }, days)).values).toEqual([[5, 6, 7, 8]]);
  });
  it('make values outside of a range missing', async () => {
    expect(await one('value-range', { low: 2, high: 3 }, 1, 2, 3, 4)).toEqual([gap, 2, 3, gap]);
    expect(await one('value-range', { keep: 'least', low: 2 }, 1, 2, 9)).toEqual([gap, 2, 9]);
    expect(await one('value-range', { keep: 'most', high: 2 }, -9, 2, 9)).toEqual([-9, 2, gap]);
  });
  it.each([
    ['time-range', { from: '2026-02-30' }, 'from'],
    ['time-range', { from: 'yesterday' }, 'from'],
    ['time-range', { from: '2026-04-02', to: '2026-04-01' }, 'to'],
    ['time-range', { from: '2026-04-02', zone: 'Mars/Crater' }, 'zone'],
    ['value-range', { low: 3, high: 2 }, 'high'],
    ['clip', { by: 'values', low: 3, high: 2 }, 'high'],
    ['group', { by: 'planet' }, 'by'],
    ['smooth', { method: 'savgol', window: 3, degree: 3 }, 'degree'],
    ['clip', { only: 'b' }, 'only'],
    ['exclude', { days: 'Someday' }, 'days'],
    ['exclude', { hours: '25 to 3' }, 'hours'],
    ['exclude', { periods: '2026-04-02 to 2026-04-01' }, 'periods'],
  ])('%s refuses %o at %s', async (id, params, place) => {
    await expect(take(id, params, series('a', [1, 2, 3]))).rejects.toMatchObject({
      code: 'bad-input',
      place,
      next: expect.stringMatching(/\S/),
    });
  });
});

describe('calendar exclusions', () => {
  // 1 April 2026 is a Wednesday.
  const week = series(
    'a',
    Array.from({ length: 24 * 7 }, (_, i) => i),
  );
  const out = async (params: ParamValues) =>
    (await take('exclude', params, week)).values[0]?.flatMap((value, i) => (Number.isNaN(value) ? [i] : [])) ?? [];
  it('leave out days and parts of them', async () => {
    expect(await out({ periods: '2026-04-02' })).toEqual(Array.from({ length: 24 }, (_, i) => 24 + i));
    expect(
      await out({ periods: '2026-04-01 03:00 to 2026-04-01 05:00; 2026-04-01 04:00 to 2026-04-01 06:00' }),
    ).toEqual([3, 4, 5]);
  });
  it('leave out every Saturday, and nights that begin on a Saturday', async () => {
    expect(await out({ days: 'Sat' })).toEqual(Array.from({ length: 24 }, (_, i) => 72 + i));
    expect(await out({ days: 'Saturday', hours: '22:00 to 02:00' })).toEqual([94, 95, 96, 97]);
    expect(await out({ days: 'Sat', hours: '8-9', zone: 'Europe/Vienna' })).toEqual([72 + 6]);
  });
  it('leave nothing out without a rule', async () => expect(await out({})).toEqual([]));
  it('know which of two equal hours of autumn is meant by its offset', () => {
    const at = (period: string): readonly string[] =>
      periodsOf(period, 'Europe/Vienna').map(({ start: from }) => new Date(from).toISOString());
    for (const text of ['02:30 UTC+1', '02:30:00+01:00', '02:30+0100', '01:30Z', '01:30 UTC', '03:30 UTC+2']) {
      expect(at(`2026-10-25 ${text}`)).toEqual(['2026-10-25T01:30:00.000Z']);
    }
    expect(at('2026-10-25 02:30')).toEqual(['2026-10-25T00:30:00.000Z']);
    expect(at('2026-10-25 02:30 UTC−3:30 to 2026-10-25 07:00Z')).toEqual(['2026-10-25T06:00:00.000Z']);
    for (const text of ['2026-10-25 UTC+1', '2026-10-25 02:30 UTC+19', '2026-10-25 02:30+1:75']) {
      expect(() => at(text)).toThrow(/is no date/);
    }
  });
  it('join periods that touch, in any order', () => {
    const found = periodsOf('2026-04-03; 2026-04-01 to 2026-04-02', 'UTC');
    expect(found).toEqual([{ start, stop: start + 72 * hour }]);
    expect([...daysOf('mon, Wednesday;fri')]).toEqual([0, 2, 4]);
    expect(hoursOf('22:30 – 6')).toEqual({ from: 22.5 * hour, to: 6 * hour });
  });
});

describe('grouping', () => {
  const hosts = [
    series('cpu', [1, 2, gap], { host: 'a', region: 'north' }),
    series('cpu', [3, 5, gap], { host: 'b', region: 'north' }),
    series('cpu', [7, gap, 9], { host: 'c', region: 'south' }),
  ];
  it.each([
    ['mean', [2, 3.5, gap], [7, gap, 9]],
    ['sum', [4, 7, gap], [7, gap, 9]],
    ['min', [1, 2, gap], [7, gap, 9]],
    ['max', [3, 5, gap], [7, gap, 9]],
    ['median', [2, 3.5, gap], [7, gap, 9]],
    ['count', [2, 2, gap], [1, gap, 1]],
  ])('by region takes the %s', async (aggregate, north, south) => {
    const { values, names } = await take('group', { by: 'region', aggregate }, ...hosts);
    expect(names).toEqual(['cpu region=north', 'cpu region=south']);
    expect(values).toEqual([north, south]);
  });
  it('keeps fields apart, and joins uneven times', async () => {
    const { values, names, hours } = await take(
      'group',
      {},
      at('x', [0, 2], [1, 3]),
      at('x', [1, 2], [5, 7]),
      at('y', [0], [9]),
    );
    expect(names).toEqual(['x', 'y']);
    expect(hours[0]).toEqual([0, 1, 2]);
    expect(values[0]).toEqual([1, 5, 5]);
  });
});

describe('levels and gaps', () => {
  it('clips to values and to NumPy’s quantiles', async () => {
    expect(await one('clip', { by: 'values', low: 2, high: 3 }, 1, 2.5, gap, 9)).toEqual([2, 2.5, gap, 3]);
    // numpy.quantile([1, 2, 3, 4, 100], [.1, .9]) = 1.4, 61.6
    const [least, , , , most] = (await one('clip', { lowest: 10, highest: 90 }, 1, 2, 3, 4, 100)) ?? [];
    expect(least).toBeCloseTo(1.4, 12);
    expect(most).toBeCloseTo(61.6, 12);
  });
  it('fills gaps that are not too long', async () => {
    const holed = [gap, 2, gap, gap, 8, gap];
    expect(await one('fill', { method: 'linear' }, ...holed)).toEqual([2, 2, 4, 6, 8, 8]);
    expect(await one('fill', { method: 'linear', longest: 1 }, ...holed)).toEqual([2, 2, gap, gap, 8, 8]);
    expect(await one('fill', { method: 'previous' }, ...holed)).toEqual([2, 2, 2, 2, 8, 8]);
    expect(await one('fill', { method: 'constant', constant: -1 }, ...holed)).toEqual([-1, 2, -1, -1, 8, -1]);
    expect(await one('fill', { method: 'none' }, ...holed)).toEqual(holed);
    const day = Array.from({ length: 96 }, (_, i) => (i >= 50 && i < 56 ? gap : Math.sin((2 * Math.PI * i) / 24)));
    const filled = await one('fill', { method: 'seasonal' }, ...day);
    for (let i = 50; i < 56; i++) expect(filled?.[i]).toBeCloseTo(Math.sin((2 * Math.PI * i) / 24), 1);
  });
  it('takes the change over a lag and a season', async () => {
    expect((await take('difference', {}, series('a', [1, 4, gap, 9, 16], { _unit: 'MW' }))).units).toEqual([
      'change in MW',
    ]);
    expect(await one('difference', {}, 1, 4, gap, 9, 16)).toEqual([3, gap, gap, 7]);
    expect(await one('difference', { lag: 2 }, 1, 4, 9, 16)).toEqual([8, 12]);
    expect(await one('difference', { lag: 1, season: 2 }, 1, 2, 4, 7, 11)).toEqual([2, 2]);
  });
  it('takes logarithms and powers, and says so', async () => {
    const logs = await take('power', {}, series('a', [1, Math.E, 0, -1, gap]));
    expect(logs.values[0]).toEqual([0, 1, gap, gap, gap]);
    expect(logs.units).toEqual(['log']);
    expect(logs.notes).toEqual(['2 values of 0 or less have none and became missing.']);
    expect(await one('power', { method: 'box-cox', found: false, lambda: 0.5 }, 4, 9)).toEqual([2, 4]);
    expect(await one('power', { method: 'yeo-johnson', found: false, lambda: 0.5 }, 3, 8)).toEqual([2, 4]);
  });
  it('resamples to means, sums and numbers of values', async () => {
    const minutes = at('a', [0, 0.5, 1, 3], [1, 3, 5, 7]);
    const hourly = await take('resample', { step: 3600 }, minutes);
    expect(hourly.values[0]).toEqual([2, 5, gap, 7]);
    expect((await take('resample', { step: 3600, aggregate: 'first' }, minutes)).values[0]).toEqual([1, 5, gap, 7]);
    expect((await take('resample', { step: 3600, aggregate: 'count' }, minutes)).values[0]).toEqual([2, 1, 0, 1]);
  });
  it('aligns series on the times of any or of all', async () => {
    const pair = [at('a', [0, 1, 3], [1, 2, 4]), at('b', [1, 2, 3], [10, 20, 30])];
    const any = await take('align', {}, ...pair);
    expect(any.values).toEqual([
      [1, 2, gap, 4],
      [gap, 10, 20, 30],
    ]);
    expect((await take('align', { between: 'linear' }, ...pair)).values[0]).toEqual([1, 2, 3, 4]);
    expect((await take('align', { times: 'intersection' }, ...pair)).values).toEqual([
      [2, 4],
      [10, 30],
    ]);
  });
});

describe('arithmetic', () => {
  const pair = [series('a', [1, 2, 3, 4], { _unit: 'MW' }), series('b', [10, 20, gap, 0], { host: 'x', _unit: 'MW' })];
  const worth = async (expression: string) =>
    (await take('arithmetic', { expression, keep: false }, ...pair)).values[0];

  it.each([
    ['a - b', [-9, -18, gap, 4]],
    ['b / a', [10, 10, gap, 0]],
    ['a / b', [0.1, 0.1, gap, gap]],
    ['(a + b) / 2', [5.5, 11, gap, 2]],
    ['a + b / 2', [6, 12, gap, 4]],
    ['-a ^ 2', [-1, -4, -9, -16]],
    ['2 ^ 3 ^ 2 + 0 * a', [512, 512, 512, 512]],
    ['2 ^ -1 * a', [0.5, 1, 1.5, 2]],
    ['a % 2', [1, 0, 1, 0]],
    ['10 - 4 - 3 + 0 * a', [3, 3, 3, 3]],
    ['a / lag(a, 2)', [gap, gap, 3, 2]],
    ['diff(a)', [gap, 1, 1, 1]],
    ['DIFF(a, 3)', [gap, gap, gap, 3]],
    ['log(exp(a))', [1, 2, 3, 4]],
    ['sqrt(a - 2)', [gap, 0, 1, Math.SQRT2]],
    ['max(a, 2.5)', [2.5, 2.5, 3, 4]],
    ['mean(a, b)', [5.5, 11, gap, 2]],
    ['clip(a, 2, 3)', [2, 2, 3, 3]],
    ['a × 2 − 1.5e1 ÷ 3', [-3, -1, 1, 3]],
    ['`b host=x` + 1', [11, 21, gap, 1]],
    ['42', [42, 42, 42, 42]],
  ])('%s', async (expression, expected) => {
    const found = await worth(expression);
    expect(found?.length).toBe(expected.length);
    expected.forEach((value, i) => {
      if (Number.isNaN(value)) expect(found?.[i]).toBeNaN();
      else expect(found?.[i]).toBeCloseTo(value, 12);
    });
  });

  it.each([
    ['a + ', 4, 'ends too early'],
    ['a + nope', 5, 'no series “nope”'],
    ['a ? b', 3, '“?” is not understood'],
    ['(a + b', 7, 'A “)” is missing'],
    ['a b', 3, '“b” is not expected here'],
    ['a + `b', 5, 'A closing ` is missing'],
    ['eval(a)', 1, 'no function “eval”'],
    ['constructor(a)', 1, 'no function “constructor”'],
    ['toString', 1, 'no series “toString”'],
    ['lag(a)', 1, 'called otherwise'],
    ['lag(a, -1)', 1, 'goes back by a whole number'],
    ['lag(a, b)', 1, 'goes back by a whole number'],
    ['* a', 1, 'missing before “*”'],
    [`${'('.repeat(200)}a`, 51, 'too many brackets'],
    [`a${'+a'.repeat(1000)}`, 2001, 'too long'],
  ])('refuses %s at character %i', async (expression, place, words) => {
    await expect(worth(expression)).rejects.toMatchObject({
      code: 'bad-input',
      place: 'expression',
      message: expect.stringMatching(new RegExp(`${words.replace(/[?()*]/g, '\\$&')}.*at character ${place}\\)`)),
      next: expect.stringMatching(/\S/),
    });
  });

  it('reads any text, or says where not: never otherwise', () => {
    const pieces = fc.constantFrom(
      'a',
      'b',
      '1',
      '.5',
      '+',
      '-',
      '*',
      '/',
      '^',
      '%',
      '(',
      ')',
      ',',
      'lag',
      '`',
      ' ',
      '😀',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'bad-input', place: 'expression' });
            const [, place] = /at character (\d+)\)/.exec((error as Error).message) ?? [];
            expect(Number(place)).toBeGreaterThan(0);
            expect(Number(place)).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stands after the others, in the place of its namesake, or alone; on the times all have', async () => {
    const sum = { expression: 'a + b', name: 'sum' };
    expect((await take('arithmetic', sum, ...pair)).names).toEqual(['a', 'b host=x', 'sum']);
    expect((await take('arithmetic', { ...sum, name: 'a' }, ...pair)).names).toEqual(['a', 'b host=x']);
    const apart = await take(
      'arithmetic',
      { ...sum, keep: false },
      at('a', [0, 1, 2], [1, 2, 3]),
      at('b', [1, 2, 5], [1, 1, 1]),
    );
    expect(apart.hours[0]).toEqual([1, 2]);
    expect(apart.values[0]).toEqual([3, 4]);
  });

  it('keeps the unit where it is plain', async () => {
    const unit = async (expression: string) =>
      (await take('arithmetic', { expression, keep: false }, ...pair)).units[0];
    expect(await unit('a - lag(b, 1) * 2')).toBe('MW');
    expect(await unit('a / b')).toBeUndefined();
  });
});

it('names of series with stars are those of a glob', () => {
  expect(isMeant('')('anything')).toBe(true);
  expect(isMeant('a, b*')('bc')).toBe(true);
  expect(isMeant('a, b*')('ab')).toBe(false);
  expect(isMeant('*host=x')('cpu host=x')).toBe(true);
  expect(isMeant('a*b*c')('aXbYc')).toBe(true);
  expect(isMeant('ab*ba')('aba')).toBe(false);
  fc.assert(
    fc.property(fc.stringMatching(/^[ab*]{1,6}$/), fc.stringMatching(/^[ab]{0,8}$/), (pattern, name) => {
      expect(isMeant(pattern)(name)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name));
    }),
  );
});
