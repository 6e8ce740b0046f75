import { describe, expect, it } from 'vitest';
import { bandWords, overlapWords, verdictOf } from './verdict';

const row = (name: string, mae: number) => ({ name, mae, rmse: mae, smape: 1, mase: 1, coverage: 0.95 });

describe('the verdict', () => {
  it.each([
    [100, 240, '2.4 × closer', false],
    [100, 101, 'As close', false],
    [240, 100, '2.4 × further off', true],
    [100, 104, 'As close', false],
    [104, 100, 'As close', false],
    [100, 110, '1.1 × closer', false],
    [110, 100, '1.1 × further off', true],
    [0, 0, 'As close', false],
    [1, 0, 'Further off', true],
    [0, 1, 'Exact', false],
  ])('of an error of %d beside %d is “%s”', (model, naive, headline, behind) => {
    expect(verdictOf([row('LSTM', model), row('Repeat the last 7 d', naive)], '6 d')).toMatchObject({
      headline,
      behind,
    });
  });

  it('says what it is compared with, and on what', () => {
    const { words } = verdictOf([row('LSTM', 1), row('Repeat the last 7 d', 2)], '6 d of held-back data');
    expect(words).toBe('than repeating the last 7 d, on 6 d of held-back data it never saw.');
  });

  it('does not compare the baseline with itself', () => {
    expect(verdictOf([row('Seasonal naive', 3), row('Repeat', 3)], '6 d', true).headline).toBe('Off by 3');
  });

  it('says so when nothing was recorded', () => {
    expect(verdictOf([row('LSTM', Number.NaN), row('Repeat', 1)], '6 d').headline).toBe('Not judged');
  });
});

describe('words on the band', () => {
  it.each([
    [
      365,
      384,
      0.95,
      'The 95 % band held 95 % of 384 held-back values, about as it should be. Its width comes from 1,024 earlier errors.',
    ],
    [357, 384, 0.95, 'The 95 % band held 93 % of 384 held-back values, about as it should be.'],
    [383, 384, 0.99, 'The 99 % band held 100 % of 384 held-back values, about as it should be.'],
    [60, 100, 0.5, 'of 100 held-back values, wider than it had to be: the past was rougher than the held-back end.'],
    [
      384,
      384,
      0.95,
      'held 100 % of 384 held-back values, wider than it had to be: the past was rougher than the held-back end.',
    ],
    [384, 384, 0.8, 'The 80 % band held 100 % of 384 held-back values, wider than it had to be: the past was'],
    [
      74,
      100,
      0.95,
      'The 95 % band held 74 % of 100 held-back values, narrower than it should be: the held-back end was rougher',
    ],
    [1, 1, 0.995, 'The 99.5 % band held 100 % of 1 held-back value.'],
  ])('%d of %d held, %d claimed', (inside, of, coverage, words) => {
    expect(bandWords({ inside, of }, { coverage, errors: 1024 })?.replaceAll('\u202f', ' ')).toContain(words);
  });

  it('say that stretches overlap, where a moment is counted more than once', () => {
    const stretch = (...time: number[]) => ({
      forecast: { target: 'x', time: Float64Array.from(time), point: Float64Array.from(time), quantiles: [] },
      actual: Float64Array.from(time),
    });
    const hour = 3_600_000;
    expect(overlapWords([stretch(0, 1, 2), stretch(2, 3, 4)], 16 * hour)).toBe('2 stretches of 48 h, which overlap');
    expect(overlapWords([stretch(0, 1, 2), stretch(3, 4, 5)], 16 * hour)).toBe('');
    expect(
      bandWords({ inside: 9, of: 10 }, { coverage: 0.9, errors: 5 }, '2 stretches of 48 h, which overlap'),
    ).toContain('of 10 held-back values (2 stretches of 48 h, which overlap). Its width');
  });

  it('are none where nothing was recorded, or there is no band', () => {
    expect(bandWords({ inside: 0, of: 0 }, { coverage: 0.95, errors: 0 })).toBeUndefined();
  });
});
