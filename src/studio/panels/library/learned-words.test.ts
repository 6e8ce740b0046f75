import { expect, it } from 'vitest';
import type { LearnedFrom, Metrics, Retraining } from '../../../pipeline/results';
import { betterWords, learnedWords, lessonWords } from './learned-words';

const learned: LearnedFrom = {
  range: { start: Date.UTC(2026, 2, 1), stop: Date.UTC(2026, 2, 9) },
  rows: 1221,
  parameters: 1,
  seed: 7,
  backend: 'wasm',
  seconds: 1,
  how: 'trained',
  data: '0badcafe',
};

const off = (mae: number): Metrics => ({ name: 'x', mae, rmse: 1, smape: 1, mase: 1, coverage: 1 });
const retraining = (before: number, after: number, forecasts = 8): Retraining => ({
  before: off(before),
  after: off(after),
  judgedOn: { start: Date.UTC(2026, 2, 9), stop: Date.UTC(2026, 2, 12) },
  forecasts,
  run: {} as Retraining['run'],
});

it('says how a version came, and on what', () => {
  expect(learnedWords(learned)).toBe('Trained on 1,221 values; 1 parameter, seed 7.');
  expect(learnedWords({ ...learned, how: 'continued', from: 2, rows: 1, parameters: 1140 })).toBe(
    'Went on from version 2 with 1 value; 1,140 parameters, seed 7.',
  );
  expect(learnedWords({ ...learned, how: 'refitted', from: 3 })).toMatch(
    /^Fitted again after version 3 to 1,221 values/,
  );
});

it('says whether the older data was learned once more', () => {
  const continued = { ...learned, how: 'continued' as const };
  expect(lessonWords(continued, true, 'UTC')).toMatch(
    /not learned from yet, and nothing else \(1,221 values, 1 Mar – /,
  );
  expect(lessonWords(continued, false, 'UTC')).toMatch(/all data, the older once more/);
  expect(lessonWords({ ...learned, how: 'refitted' }, false, 'UTC')).toMatch(
    /fitted again to all data but the newest \(.+\)\. The stretch after that is held back/,
  );
});

it('says which is better and by how much, or that neither is', () => {
  expect(betterWords(retraining(2, 1.5), 'UTC')).toMatch(
    /^The retrained one is better: off by 1\.5 instead of 2 on average, 25.% less, on the 8 newest stretches \(9 Mar – /,
  );
  expect(betterWords(retraining(1.5, 2, 1), 'UTC')).toMatch(
    /^The one you have is better: off by 1\.5 instead of 2 on average, 25.% less, on the newest stretch \(/,
  );
  expect(betterWords(retraining(2, 2.001), 'UTC')).toMatch(/^Both are equally far off/);
  expect(betterWords(retraining(0, 0), 'UTC')).toMatch(/^Both are equally far off/);
  expect(betterWords(retraining(Number.NaN, 1), 'UTC')).toMatch(/^Nothing can be said/);
});
