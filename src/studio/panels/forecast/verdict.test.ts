import { describe, expect, it } from 'vitest';
import { bandWords, verdictOf } from './verdict';

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
    [0.95, 0.95, undefined],
    [0.98, 0.95, undefined],
    [1, 0.95, /wider/],
    [1, 0.8, /wider/],
    [0.74, 0.95, /narrower/],
    [Number.NaN, 0.95, undefined],
  ])('%d held, %d promised', (held, promised, words) => {
    if (words === undefined) expect(bandWords(held, promised)).toBeUndefined();
    else expect(bandWords(held, promised)).toMatch(words);
  });
});
