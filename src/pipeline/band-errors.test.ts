import { expect, it } from 'vitest';
import { quietContext } from '../base/job';
import type { ParamValues } from '../base/params';
import { seeded } from '../base/random';
import { regular, slice } from '../frame/frame';
import { errorsBefore } from './band-errors';
import { historyOf } from './forecaster';
import { initialRecipe } from './recipe';
import { learnWalk } from './walk';

const ctx = quietContext(seeded(1));
const random = seeded(2);
const grid = regular(
  0,
  3_600_000,
  Float64Array.from({ length: 300 }, (_, t) => 50 + 5 * Math.sin((2 * Math.PI * t) / 12) + random()),
);
const [fit, train, horizon] = [225, 270, 12];

async function earliest(id: string, params: ParamValues = {}): Promise<number> {
  const recipe = { ...initialRecipe, model: { id, params }, periods: [12], horizon };
  const walk = await learnWalk(slice(grid, 0, fit), recipe, 300);
  const history = await historyOf(walk, slice(grid, 0, train), ctx);
  const fitted = await walk.model.forecaster.fit({ history, validation: train - fit, horizon }, walk.model.params, ctx);
  const errors = await errorsBefore(walk, fitted, grid, { fit, train }, ctx);
  return Math.min(...errors.map(({ origin }) => origin));
}

it('a model solved anew for each history is asked from half of what is known on', async () => {
  expect(await earliest('seasonal-naive')).toBe(135);
  expect(await earliest('prophet')).toBe(135);
});

it.each([
  ['linear', {}],
  ['prophet', { refit: false }],
] as const)('one whose numbers stay is asked only after what they were learned from: %s', async (id, params) => {
  expect(await earliest(id, params)).toBe(fit);
});
