import { expect, it, vi } from 'vitest';
import { quietContext } from '../../base/job';
import { normal, seeded } from '../../base/random';
import { first, regular } from '../../frame/frame';
import { weighedForecaster } from '../../models/auto/weigh';
import { globalForecaster } from '../../models/global-lstm/forecaster';
import { forecastWithNetworks } from './with-networks';

const [day, week, horizon] = [6, 24, 12];
const params = { units: 4, seeds: 1, epochs: 1, windows: 64, batch: 16, lookback: 3, backend: 'cpu' };

/** A day and a week, with noise. */
const made = (i: number, n = 160): Float64Array => {
  const random = seeded(i + 1);
  const [a, b] = [random(), random()];
  return Float64Array.from(
    { length: n },
    (_, t) =>
      100 *
      (1 + 0.3 * a * Math.sin((2 * Math.PI * t) / day) + 0.2 * b * Math.sin((2 * Math.PI * t) / week)) *
      (1 + 0.03 * normal(random)),
  );
};

it('is the automatic choice with one member more, whose weight comes from what it had not seen', async () => {
  const ctx = quietContext(seeded(1));
  const frames = Array.from({ length: 26 }, (_, i) => regular(0, 3_600_000, i === 9 ? made(i, 5) : made(i)));
  const learning = vi.spyOn(globalForecaster, 'fitTogether');
  const found = await forecastWithNetworks(frames, [day, week], { id: 'global-lstm', params }, horizon, ctx);

  // Four times from what was known at an origin, then from everything.
  const lengths = learning.mock.calls.map(
    ([trainings]) => new Set(trainings.map(({ history }) => first(history.frame).values.length)),
  );
  expect(lengths).toEqual([1, 2, 3, 4, 0].map((k) => new Set([160 - k * horizon])));

  const trainings = frames.map((frame) => ({
    history: { frame, period: week, periods: [day, week] },
    validation: 0,
    horizon,
  }));
  const plain = (await weighedForecaster.fitTogether?.(trainings, {}, ctx)) ?? [];
  for (const [i, { history }] of trainings.entries()) {
    if (i === 9) {
      expect([found.together[i], found.without[i], found.alone[i]]).toEqual([undefined, undefined, undefined]);
      continue;
    }
    const [forecast] = (await plain[i]?.predict({ histories: [history], horizon }, ctx)) ?? [];
    expect(found.without[i]).toEqual(forecast?.point);
    expect(found.together[i]).not.toEqual(forecast?.point);
  }
  expect(found.weight).toBeGreaterThan(0);
  expect(found.weight).toBeLessThan(1);
}, 30_000);
