import { expect, it } from 'vitest';
import type { ThenAndNow } from '../../../state/past-forecasts';
import { thenWords } from './then-words';

const none = new Float64Array();
const then = (mae: number, known: number, inside = 0.5, claimed = 0.95): ThenAndNow => ({
  id: 'x',
  madeAt: 0,
  origin: Date.UTC(2026, 4, 12, 23),
  modelTitle: 'Theta',
  forecast: { target: 'x', time: none, point: none, quantiles: [] },
  outcome: { actual: none, known, mae, inside, claimed },
});

it('says of one forecast when it was made, by what, and how it fared', () => {
  const one = { ...then(180, 24), model: { id: 'm', name: 'demand, Theta', version: 1 } };
  expect(thenWords([one], 'MW', 'UTC').replaceAll('\u202f', ' ')).toBe(
    'Made by “demand, Theta” when nothing after 12 May 2026, 23:00 was known. Off by 180 MW on average over 24 points; 50 % of them lay inside the 95 % band.',
  );
  expect(thenWords([then(1, 1, Number.NaN, Number.NaN)], undefined, 'UTC')).toMatch(
    /^Made by Theta when .+ Off by 1 on average over 1 point\.$/,
  );
});

it('weighs several by their points, and names no claim where they differ', () => {
  expect(thenWords([then(1, 10, 1), then(4, 20, 0.25)], '', 'UTC').replaceAll('\u202f', ' ')).toMatch(
    /^2 forecasts, .+ Off by 3 on average over 30 points; 50 % of them lay inside the 95 % band\.$/,
  );
  expect(thenWords([then(1, 10, 1, 0.8), then(4, 20, 0.25)], '', 'UTC')).toMatch(/inside the bands\.$/);
});

it('says where nothing is known yet', () => {
  expect(thenWords([then(Number.NaN, 0)], '', 'UTC')).toMatch(/Nothing is known yet/);
  expect(thenWords([], '', 'UTC')).toBe('');
});
