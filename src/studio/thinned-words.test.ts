import { describe, expect, it } from 'vitest';
import type { Curve } from '../charts/types';
import { NOWHERE } from '../math/downsample/pyramid';
import { thinnedWords } from './thinned-words';

const curve = (n: number, keep: Curve['keep'] = 'spikes'): Curve => ({
  time: new Float64Array(n),
  values: new Float64Array(n),
  keep,
});
const facts = { low: 0, high: 1, missing: 0 };
const points = (n: number): Uint32Array<ArrayBuffer> => Uint32Array.from({ length: n }, (_, i) => i);
const view = (n: number, inside: number) => ({ points: points(n), inside, facts });

describe('what a chart says of the points it leaves out', () => {
  const one = { curves: [curve(30_000)], first: [points(700)], whole: undefined, part: undefined };

  it('a first glance does not promise the spikes', () => {
    expect(thinnedWords(one)).toBe('30,000 points: a first glance, the spikes are being looked for');
  });

  it('tells how many are drawn, breaks not counted', () => {
    const whole = [{ points: Uint32Array.of(1, 2, NOWHERE, 5, 6), inside: 30_000, facts }];
    expect(thinnedWords({ ...one, whole })).toBe('30,000 points, drawn as 4: every spike is kept');
  });

  it('tells how many are in sight', () => {
    const whole = [view(2000, 30_000)];
    expect(thinnedWords({ ...one, whole, part: [view(1800, 9000)] })).toBe(
      '9,000 of 30,000 points in sight, drawn as 1,800: every spike is kept',
    );
    expect(thinnedWords({ ...one, whole, part: [view(83, 81)] })).toBe('81 of 30,000 points in sight, every one drawn');
  });

  it('speaks of lines where there are several, and of the shape where only that is kept', () => {
    const curves = [curve(25_000, 'shape'), curve(9), curve(50_000, 'shape')];
    const first = [points(5), undefined, points(5)];
    const whole = [view(600, 25_000), undefined, view(700, 50_000)];
    expect(thinnedWords({ curves, first, whole, part: undefined })).toBe(
      '50,000 points a line, drawn as 700: the shape is kept',
    );
  });
});
