import { expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { normal, seeded } from '../../base/random';
import { regular } from '../../frame/frame';
import { passengers } from '../../math/fixtures/series';
import { seasonalFigure, thetaMethod } from '../../math/forecast/theta';
import { thetaLines } from './lines';

const ctx = quietContext(() => 0);

async function drawn(values: Float64Array, periods: readonly number[], season = 'auto') {
  const history = { frame: regular(0, 1000, values), period: periods.at(-1) ?? 1, periods };
  const fitted = await thetaLines.fit({ history, validation: 0, horizon: 6 }, { season }, ctx);
  const [forecast] = await fitted.predict({ histories: [history], horizon: 6 }, ctx);
  return { period: (await fitted.weights()).state.period, point: forecast?.point };
}

// The numbers themselves stand beside statsmodels' in math/forecast/theta.test.ts.

it('takes out the longest season that shows', async () => {
  const y = passengers();
  expect(await drawn(y, [12, 36])).toEqual({ period: 12, point: thetaMethod(y, 6, seasonalFigure(y, 12)) });
  expect((await drawn(y, [6, 12])).period).toBe(12);
  const random = seeded(4);
  const noise = Float64Array.from({ length: 144 }, () => normal(random));
  expect((await drawn(noise, [12])).period).toBe(1);
  expect((await drawn(y, [100])).period).toBe(1);
});

it('takes it out always or never when told so', async () => {
  const y = passengers();
  expect((await drawn(y, [5], 'always')).period).toBe(5);
  expect(await drawn(y, [12], 'never')).toEqual({ period: 1, point: thetaMethod(y, 6) });
});
