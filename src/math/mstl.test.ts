import { expect, it } from 'vitest';
import { quietContext } from '../base/job';
import expected from '../decomposition/mstl/fixtures/mstl.json';
import { energy, farthest, passengers } from './fixtures/series';
import { mstl, seasonsAhead } from './mstl';
import { pacer } from './pace';

const plain = { robust: false, iterations: 2 };
const pace = pacer(quietContext(() => 0).signal);

it.each([
  ['two seasons', energy(), [48, 336], expected.energy.seasonal, expected.energy.every],
  ['one season', passengers(), [12], expected.single.seasonal, expected.single.every],
] as const)(
  'agrees with statsmodels (as the fixture of the MSTL split tells) on %s',
  async (_, y, periods, wanted, every) => {
    const { seasonal: seasons } = await mstl(y, periods, plain, pace);
    expect(seasons.map(({ period }) => period)).toEqual(periods);
    for (const [i, { values }] of seasons.entries())
      expect(farthest(values, wanted[i] ?? [], every)).toBeLessThan(1e-5);
  },
);

it('takes out nothing where there are no seasons', async () => {
  expect((await mstl(passengers(), [], plain, pace)).seasonal).toEqual([]);
  expect([...seasonsAhead([], 2)]).toEqual([0, 0]);
});

it('repeats the last cycle of each season and sums them', () => {
  const seasons = [
    { period: 2, values: Float64Array.of(9, 9, 9, 9, 9, 1, -1) },
    { period: 3, values: Float64Array.of(9, 9, 9, 9, 10, 20, 30) },
  ];
  expect([...seasonsAhead(seasons, 7)]).toEqual([11, 19, 31, 9, 21, 29, 11]);
});
