// Reference Python code (numpy 2, scikit-learn 1.9), fixtures/scikit-learn.json:
//   rng = np.random.default_rng(11)
//   t = np.arange(16)
//   base = [np.sin(2*np.pi*t/16), np.sign(np.sin(2*np.pi*t/8)), t/8.0, np.cos(2*np.pi*t/4)]
//   x = np.array([base[i % 4] * rng.uniform(1, 9) + rng.uniform(-50, 50) + rng.normal(0, .9 if i % 2 else 2, 16) for i in range(60)]).round(3)
//   z = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
//   for k in (2, 3, 4, 6):
//     init = z[rng.choice(60, k, replace=False)]
//     m = KMeans(k, init=init, n_init=1, tol=0, max_iter=300, algorithm='lloyd').fit(z)
//     # labels_, inertia_, cluster_centers_, n_iter_, silhouette_score(z, m.labels_)
//   best[k] = KMeans(k, n_init=50, random_state=0, tol=0).fit(z).inertia_
import '@tensorflow/tfjs-backend-cpu';
import { memory, ready, setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../../base/job';
import { defaults, type ParamValues } from '../../base/params';
import { normal, seeded } from '../../base/random';
import { pacer } from '../../math/pace';
import reference from './fixtures/scikit-learn.json';
import { kMeans } from './index';
import { lloyd } from './lloyd';
import { plainNearest } from './nearest';
import { row, shapesOf } from './points';
import { seedCenters } from './seeding';
import { distancesOf, silhouette } from './silhouette';
import { tensorNearest } from './tensor-nearest';

const context = quietContext(seeded(1));
const pace = pacer(context.signal);
const input = {
  names: reference.series.map((_, i) => `s${i}`),
  series: reference.series.map((values) => Float64Array.from(values)),
};
const points = shapesOf(input.series);
const centersAt = (rows: readonly number[]) => Float64Array.from(rows.flatMap((i) => [...row(points, i)]));

async function cluster(series: readonly Float64Array[], params: ParamValues, seed = 1) {
  const clusterer = await kMeans.load();
  const names = series.map((_, i) => `s${i}`);
  return clusterer.cluster({ names, series }, { ...defaults(kMeans.params), ...params }, quietContext(seeded(seed)));
}

describe('beside scikit-learn', () => {
  it.each(reference.fits.map((fit) => [fit.k, fit] as const))(
    'goes the same way from the same %d centres',
    async (k, fit) => {
      const [found] = await lloyd(points, [centersAt(fit.init)], {
        k,
        iterations: 300,
        nearest: plainNearest(points, pace),
        pace,
      });
      expect(Array.from(found?.labels ?? [])).toEqual(fit.labels);
      expect(found?.inertia).toBeCloseTo(fit.inertia, 8);
      Array.from(found?.centers ?? []).forEach((value, i) => {
        expect(value).toBeCloseTo(fit.centers.flat()[i] ?? Number.NaN, 8);
      });
      const distances = await distancesOf(points, context.random, pace);
      expect(silhouette(distances, Int32Array.from(fit.labels), k)).toBeCloseTo(fit.silhouette, 10);
    },
  );

  it.each([2, 3, 4, 6])('is as tight with %d clusters after ten starts as the best of its fifty', async (k) => {
    const { inertia } = await cluster(input.series, { k });
    expect(inertia).toBeLessThan((reference.best[`${k as 2}`] ?? 0) * 1.005);
  });
});

describe('k-means', () => {
  it('finds the number of clusters', async () => {
    expect((await cluster(input.series, { k: 0 })).centers).toHaveLength(4);
  });

  it('gives the same labels through a matrix product, and frees it', async () => {
    await setBackend('cpu');
    await ready();
    const before = memory().numTensors;
    const nearest = tensorNearest(points);
    const centers = centersAt([0, 7, 22, 31, 40, 59]);
    const plain = plainNearest(points, pace);
    for (const [starts, k] of [
      [1, 6],
      [2, 3],
      [3, 2],
    ] as const) {
      expect(await nearest.assign(centers, starts, k)).toEqual(await plain.assign(centers, starts, k));
    }
    nearest.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('fills a cluster that lost its rows', async () => {
    const lost = new Float64Array(points.width).fill(1e6);
    const seeds = Float64Array.from([...centersAt([0, 1]), ...lost]);
    const [fit] = await lloyd(points, [seeds], { k: 3, iterations: 300, nearest: plainNearest(points, pace), pace });
    expect(new Set(fit?.labels).size).toBe(3);
  });

  it('stops after the rounds it may take', async () => {
    expect((await cluster(input.series, { k: 6, iterations: 1, restarts: 1 })).iterations).toBe(1);
  });

  it('needs as many series as clusters, and more than one cluster', async () => {
    await expect(cluster(input.series.slice(0, 5), { k: 6 })).rejects.toMatchObject({ code: 'too-short', place: 'k' });
    await expect(cluster(input.series, { k: 1 })).rejects.toMatchObject({ code: 'bad-input', place: 'k' });
    expect((await cluster(input.series.slice(0, 2), { k: 0 })).centers).toHaveLength(2);
  });

  it('returns fewer clusters where fewer shapes differ', async () => {
    const two = [0, 1, 0, 1, 0].map((i) => input.series[i] ?? new Float64Array());
    const { labels, inertia } = await cluster(two, { k: 4 });
    expect([...labels]).toEqual([0, 1, 0, 1, 0]);
    expect(inertia).toBeCloseTo(0, 20);
  });

  it('seeds far apart', async () => {
    const random = seeded(2);
    const spots = Array.from({ length: 400 }, (_, i) =>
      Float64Array.from({ length: 8 }, (_, t) => (t === i % 8 ? 30 : 0) + normal(random) / 10),
    );
    const shapes = shapesOf(spots);
    const seeds = await seedCenters(shapes, 8, random, pace);
    const peaks = Array.from({ length: 8 }, (_, c) => {
      const values = seeds.slice(c * 8, c * 8 + 8);
      return values.indexOf(Math.max(...values));
    });
    expect(new Set(peaks).size).toBe(8);
  });
});
