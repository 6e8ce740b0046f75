// fixtures/seasonal-smoothing.json, in Python (numpy 2):
//   r = np.random.default_rng(7); n, periods, start = 40, [4, 12], 24
//   z = np.round(1 + .02*np.arange(n) + np.sin(np.arange(n)*np.pi/2) + .5*np.cos(np.arange(n)*np.pi/6) + .1*r.standard_normal(n), 3)
//   a, b = .4, [.2, .3]
//   left = z[:start] - z[:start].mean(); s = [np.zeros(n + m) for m in periods]
//   for k, m in enumerate(periods):
//       s[k][:m] = [left[j::m].mean() for j in range(m)]; left = left - np.resize(s[k][:m], start)
//   now, level = z[:start].mean(), []
//   for t in range(n):
//       now = a*(z[t] - s[0][t] - s[1][t]) + (1 - a)*now; level.append(now)
//       for k, m in enumerate(periods): s[k][t + m] = b[k]*(z[t] - now - s[1 - k][t]) + (1 - b[k])*s[k][t]
//   ahead = [level[-1] + s[0][n + h % 4] + s[1][n + h % 12] for h in range(15)]     # nine digits of each
import { expect, test } from 'vitest';
import { normal, seeded } from '../../base/random';
import known from './fixtures/seasonal-smoothing.json';
import { bestConstants, seasonAhead, smoothSeasons } from './seasonal-smoothing';

const periods = [4, 12];
const start = 24;
const constants = { level: 0.4, seasons: [0.2, 0.3] };
const z = Float64Array.from(known.z);

const furthest = (a: Float64Array | undefined, b: readonly number[]): number => {
  expect(a?.length).toBe(b.length);
  return Math.max(...b.map((value, k) => Math.abs(value - (a?.[k] as number))));
};

test('level and seasons are those of numpy, and go on as it says', () => {
  const { level, seasons } = smoothSeasons(z, periods, constants, start);
  expect(furthest(level, known.level)).toBeLessThan(1e-8);
  expect(furthest(seasons[0], known.day)).toBeLessThan(1e-8);
  expect(furthest(seasons[1], known.week)).toBeLessThan(1e-8);
  const ahead = Float64Array.from(
    known.ahead,
    (_, h) => (level[39] as number) + seasonAhead(seasons, periods, 39, h + 1),
  );
  expect(furthest(ahead, known.ahead)).toBeLessThan(1e-8);
});

test('what it says of the steps after a point does not depend on them', () => {
  const whole = smoothSeasons(z, periods, constants, start);
  const cut = smoothSeasons(z.slice(0, 30), periods, constants, start);
  expect(whole.level.slice(0, 30)).toEqual(cut.level);
  for (let h = 1; h <= 15; h++) {
    expect(seasonAhead(whole.seasons, periods, 29, h)).toBe(seasonAhead(cut.seasons, periods, 29, h));
  }
});

test('a series without seasons is smoothed exponentially', () => {
  const { level, seasons } = smoothSeasons(Float64Array.of(2, 4, 8), [], { level: 0.5, seasons: [] }, 2);
  expect(Array.from(level)).toEqual([2.5, 3.25, 5.625]);
  expect(seasons).toEqual([]);
});

test('constants follow what the series does: a level that wanders, or noise about one that does not', () => {
  const random = seeded(3);
  const noise = Float64Array.from({ length: 200 }, () => normal(random));
  let level = 0;
  const walk = noise.map((value) => (level += value));
  expect(bestConstants(noise, [4], 24, 8).level).toBe(0.05);
  expect(bestConstants(walk, [4], 24, 8).level).toBe(0.9);
});
