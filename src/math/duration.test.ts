import { expect, it } from 'vitest';
import { calendarPeriods } from './calendar';
import { DAY, duration, MONTH, WEEK } from './duration';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;

it.each([
  [0, '0 s'],
  [250, '250 ms'],
  [10 * S, '10 s'],
  [90 * S, '90 s'],
  [60 * S, '1 min'],
  [150 * S, '2.5 min'],
  [30 * MIN, '30 min'],
  [90 * MIN, '90 min'],
  [H, '1 h'],
  [DAY, '24 h'],
  [2 * DAY, '48 h'],
  [60 * H, '2.5 d'],
  [WEEK, '7 d'],
  [10 * DAY, '10 d'],
  [12 * WEEK, '12 weeks'],
  [52 * WEEK, '52 weeks'],
  [31 * DAY, '31 d'],
  [MONTH, '1 month'],
  [3 * MONTH, '3 months'],
  [365 * DAY, '12 months'],
  [366 * DAY, '12 months'],
  [24 * MONTH, '24 months'],
  [120 * MONTH, '10 years'],
  [-DAY, '-24 h'],
  [Number.NaN, 'unknown'],
])('says %d ms as %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it.each([
  ['10 s', 10 * S, [360, 8640, 60_480]],
  ['5 min', 5 * MIN, [12, 288, 2016]],
  ['30 min', 30 * MIN, [48, 336]],
  ['an hour', H, [24, 168]],
  ['a day', DAY, [7, 365]],
  ['a week', WEEK, [52]],
  ['a month', 31 * DAY, [12]],
  ['a quarter', 91 * DAY, [4]],
  ['a year', 365 * DAY, []],
  ['unknown', Number.NaN, []],
])('knows the calendar in steps of %s', (_, stepMs, periods) => {
  expect(calendarPeriods(stepMs)).toEqual(periods);
});
