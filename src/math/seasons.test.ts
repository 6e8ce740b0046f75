import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../base/random';
import { DAY, WEEK } from './duration';
import { energy } from './fixtures/series';
import { seasonsOf } from './seasons';

const H = DAY / 24;
const MIN = H / 60;
const wave = (t: number, period: number): number => Math.sin((2 * Math.PI * t) / period);

type At = (t: number, draw: () => number) => number;
function series(n: number, at: At, seed = 1): Float64Array {
  const random = seeded(seed);
  return Float64Array.from({ length: n }, (_, t) => at(t, () => normal(random)));
}
function walk(n: number, seed: number): Float64Array {
  let level = 0;
  return series(n, (_, draw) => (level += draw()), seed);
}
const weekend = (t: number, day: number): number => (Math.floor(t / day) % 7 > 4 ? 1 : 0);

describe('finds', () => {
  it.each<[string, Float64Array, number, number[]]>([
    ['day and week of half hours', energy(4032), H / 2, [48, 336]],
    ['the same without a calendar', energy(4032), Number.NaN, [48, 336]],
    ['a noisy day of hours', series(336, (t, e) => 10 + wave(t, 24) + 0.5 * e()), H, [24]],
    ['day and weekend of hours', series(672, (t, e) => 3 * wave(t, 24) - 2 * weekend(t, 24) + 0.5 * e()), H, [24, 168]],
    [
      'days that are weaker at weekends',
      series(1344, (t, e) => 3 * wave(t, 24) * (1 - 0.5 * weekend(t, 24)) + 0.5 * e()),
      H,
      [24, 168],
    ],
    ['a week and no day', series(1200, (t, e) => wave(t, 168) + 0.3 * e()), H, [168]],
    ['a day of five minutes under strong noise', series(4032, (t, e) => wave(t, 288) + e()), 5 * MIN, [288]],
    ['three and a half days of five minutes', series(1008, (t, e) => wave(t, 288) + 0.5 * e()), 5 * MIN, [288]],
    [
      'day and week of minutes',
      series(30_240, (t, e) => wave(t, 1440) - 0.5 * weekend(t, 1440) + 0.3 * e()),
      MIN,
      [1440, 10_080],
    ],
    ['spikes every hour', series(2000, (t, e) => (t % 60 === 0 ? 10 : 0) + 0.1 * e()), MIN, [60]],
    ['a year of months, growing', series(144, (t) => Math.exp(t / 100) * (10 + wave(t, 12))), 30 * DAY, [12]],
    ['week and year of days', series(1825, (t, e) => 5 * wave(t, 365.25) - 2 * weekend(t, 1) + e()), DAY, [7, 365]],
    ['23 hours, off the calendar', series(800, (t, e) => wave(t, 23) + 0.3 * e()), H, [23]],
    ['a season with two peaks a cycle', series(960, (t, e) => wave(t, 24) + 2 * wave(t, 12) + 0.3 * e()), H, [24]],
    [
      'a season under a steep trend with an outlier',
      series(500, (t, e) => 5 * t + 9 * wave(t, 24) + e() + (t === 99 ? 900 : 0)),
      H,
      [24],
    ],
  ])('%s', (_, values, stepMs, expected) => {
    expect(seasonsOf(values, stepMs)).toEqual(expected);
  });
});

describe('finds none', () => {
  it.each<[string, Float64Array, number]>([
    ['in a straight line', series(1000, (t) => 3 * t), H],
    ['in a parabola', series(1000, (t) => 3 * t * t), H],
    ['in an exponential', series(1000, (t) => Math.exp(t / 100)), H],
    ['in a constant', series(1000, () => 5), H],
    ['in a constant that is not a round number', series(1000, () => 0.1), H],
    ['in ten-second data that wanders', walk(20_000, 3), 10_000],
    ['in two points', Float64Array.of(1, 2), H],
    ['in no points', new Float64Array(0), H],
  ])('%s', (_, values, stepMs) => {
    expect(seasonsOf(values, stepMs)).toEqual([]);
  });

  it.each<[string, (n: number, seed: number) => Float64Array]>([
    ['random walks', walk],
    ['white noise', (n, seed) => series(n, (_, draw) => draw(), seed)],
    [
      'slowly fading noise',
      (n, seed) => {
        let a = 0;
        return series(n, (_, draw) => (a = 0.9 * a + draw()), seed);
      },
    ],
  ])('in %s, but for one time in forty', (_, make) => {
    for (const [n, stepMs] of [
      [100, DAY],
      [144, 30 * DAY],
      [700, H],
      [2000, 5 * MIN],
      [600, Number.NaN],
    ] as const) {
      const found = Array.from({ length: 40 }, (_, k) => seasonsOf(make(n, k + 1), stepMs)).filter(
        ({ length }) => length > 0,
      );
      expect(found.length).toBeLessThanOrEqual(1);
    }
  });
});

const shared = new URL('../../../shared/data/', import.meta.url);
describe.runIf(existsSync(shared))('on real series finds', () => {
  const read = (file: string, column: number): Float64Array =>
    Float64Array.from(readFileSync(new URL(file, shared), 'utf8').trim().split('\n').slice(1), (line) =>
      Number(line.split(',')[column]),
    );

  it.each<[string, string, number, number, number[]]>([
    ['day and week of electricity demand', 'classics/taylor.csv', 0, H / 2, [48, 336]],
    ['the year of airline passengers', 'classics/AirPassengers.csv', 1, 31 * DAY, [12]],
    ['the year of milk', 'classics/monthly-milk.csv', 1, 31 * DAY, [12]],
    ['the year of influenza', 'classics/ILINet.csv', 1, WEEK, [52]],
    ['nothing in sunspots, whose cycle is not fixed', 'classics/monthly-sunspots.csv', 1, 31 * DAY, []],
    ['nothing in a heart rate', 'classics/heart_rate.csv', 0, 500, []],
    ['the day of a server', 'nab/data/artificialWithAnomaly/art_daily_jumpsup.csv', 1, 5 * MIN, [288]],
  ])('%s', (_, file, column, stepMs, expected) => {
    expect(seasonsOf(read(file, column), stepMs)).toEqual(expected);
  });

  it('the day in M4 Hourly, and the week where it adds to it', () => {
    const rows = readFileSync(new URL('m4_hourly/Hourly-train-dev.csv', shared), 'utf8').trim().split('\n');
    const found = rows.map((row) =>
      seasonsOf(
        Float64Array.from(
          row
            .split(',')
            .slice(1)
            .filter((cell) => cell !== ''),
          Number,
        ),
        H,
      ),
    );
    // Four of the 207 truly repeat every 23 hours and one every 10 (their autocorrelation is highest there).
    expect(found.filter(([shortest]) => shortest === 24)).toHaveLength(202);
    expect(found.every(([, longer]) => longer === undefined || longer === 168)).toBe(true);
    expect(found.filter((seasons) => seasons.includes(168)).length).toBeGreaterThan(40);
  });
});
