import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { regular } from '../../frame/frame';
import { repeatLastSeason } from './repeat';

const ctx = quietContext(() => 0);

async function repeated(values: readonly number[], period: number, horizon: number): Promise<readonly number[]> {
  const history = { frame: regular(0, 1000, Float64Array.from(values)), period };
  const fitted = await repeatLastSeason.fit({ history, validation: 0, horizon }, {}, ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon }, ctx);
  return Array.from(forecast?.point ?? []);
}

it('repeats the last season, as often as it takes', async () => {
  expect(await repeated([9, 9, 9, 1, 2, 3], 3, 7)).toEqual([1, 2, 3, 1, 2, 3, 1]);
});

it('starts in the middle of it when the history ends there', async () => {
  expect(await repeated([1, 2, 3, 4, 1, 2], 4, 4)).toEqual([3, 4, 1, 2]);
});

it('repeats the last value where there is no season', async () => {
  expect(await repeated([4, 8, 6], 1, 3)).toEqual([6, 6, 6]);
});

it('needs one whole season', async () => {
  await expect(repeated([1, 2], 3, 1)).rejects.toMatchObject({ code: 'too-short', place: 'periods' });
});
