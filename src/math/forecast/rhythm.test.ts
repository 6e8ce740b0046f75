import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../../base/random';
import { beatFor, fewestFor, fewestPoints, rhythmOf } from './rhythm';

const walk = (n: number): Float64Array => {
  const random = seeded(2);
  let at = 100;
  return Float64Array.from({ length: n }, () => {
    at += normal(random);
    return at;
  });
};
const waves = (n: number, period: number): Float64Array =>
  Float64Array.from({ length: n }, (_, t) => 10 + Math.sin((2 * Math.PI * t) / period));

describe('rhythmOf', () => {
  it.each([
    ['a day and a week', [24, 168], 48, 384, { kind: 'daily', day: 24, week: 168 }],
    ['seasons in any order', [168, 24], 48, 700, { kind: 'daily', day: 24, week: 168 }],
    ['a week for which the history is too short', [24, 168], 48, 383, { kind: 'daily', day: 24, week: 48 }],
    ['a day only', [12], 18, 150, { kind: 'daily', day: 12, week: 24 }],
    ['a week shorter than the horizon', [24, 168], 200, 2000, { kind: 'daily', day: 24, week: 336 }],
    ['a season longer than the horizon', [52], 13, 72, { kind: 'slow', year: 52 }],
    ['too little of that season', [52], 13, 71, { kind: 'slow', year: undefined }],
    ['no season', [], 10, 28, { kind: 'slow', year: undefined }],
    ['a period of 1, which is none', [1], 10, 100, { kind: 'slow', year: undefined }],
    ['next to nothing', [], 10, 27, undefined],
  ])('takes %s', (_, seasons, horizon, n, expected) => {
    expect(rhythmOf(seasons, horizon, n)).toEqual(expected);
  });
});

describe('beatFor', () => {
  it('forecasts the whole horizon at once where it can', () => {
    expect(beatFor(walk(700), [24, 168], 48)).toEqual({ rhythm: { kind: 'daily', day: 24, week: 168 }, horizon: 48 });
  });

  it('takes a part of the horizon rather than leave a season out', () => {
    expect(beatFor(walk(36), [12], 24)).toEqual({ rhythm: { kind: 'slow', year: 12 }, horizon: 6 });
  });

  it('starts from the last day, though longer than the horizon, where the series clearly repeats it', () => {
    expect(beatFor(waves(400, 24), [24], 6)?.rhythm.kind).toBe('daily');
    expect(beatFor(walk(400), [24], 6)?.rhythm.kind).toBe('slow');
  });

  it('finds one for all histories but the shortest, and one they are long enough for', () => {
    for (let n = fewestPoints; n < 200; n++) {
      for (const seasons of [[], [7], [24], [7, 30], [12, 60]]) {
        const beat = beatFor(walk(n), seasons, 20);
        expect(beat === undefined ? Number.POSITIVE_INFINITY : fewestFor(beat)).toBeLessThanOrEqual(n);
      }
    }
    expect(beatFor(walk(fewestPoints - 1), [], 20)).toBeUndefined();
  });
});
