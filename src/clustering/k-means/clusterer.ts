import { StudioError } from '../../base/errors';
import { pacer } from '../../math/pace';
import type { Clusterer, ClusterInput, Clustering } from '../types';
import { nearestOn } from './device';
import { type Fit, lloyd } from './lloyd';
import { type Points, row, shapesOf } from './points';
import { seedCenters } from './seeding';
import { distancesOf, silhouette } from './silhouette';

interface Values {
  readonly k: number;
  readonly restarts: number;
  readonly iterations: number;
  readonly backend: string;
}

/** The numbers of clusters tried when none is given. */
const tried = { least: 2, most: 8 };

/**
 * k-means on z-normalised shapes: greedy k-means++ seeds, Lloyd's iterations, the start of least inertia kept. With k = 0
 * the number of clusters, 2 to 8, of the largest silhouette. Fewer clusters come back where fewer shapes differ.
 */
export const kMeansClusterer: Clusterer<Values> = {
  async cluster(input, { k, restarts, iterations, backend }, ctx) {
    check(input, k);
    const points = shapesOf(input.series);
    const pace = pacer(ctx.signal);
    const most = k === 0 ? Math.min(tried.most, Math.max(tried.least, points.rows - 1)) : k;
    const counts = Array.from({ length: most - (k || tried.least) + 1 }, (_, i) => (k || tried.least) + i);
    const distances = await distancesOf(points, ctx.random, pace);
    const nearest = await nearestOn(backend, points, { work: points.data.length * restarts * most, pace, ctx });
    try {
      let best: { readonly fit: Fit; readonly silhouette: number } | undefined;
      for (const [step, count] of counts.entries()) {
        const report = (settled: number): void =>
          ctx.progress({
            phase: 'Grouping',
            part: `${count} clusters`,
            done: step * restarts + settled,
            total: counts.length * restarts,
            unit: 'starts',
          });
        report(0);
        const seeds: Float64Array[] = [];
        for (let start = 0; start < restarts; start++) seeds.push(await seedCenters(points, count, ctx.random, pace));
        const fits = await lloyd(points, seeds, { k: count, iterations, nearest, pace }, report);
        const fit = fits.reduce((least, one) => (one.inertia < least.inertia ? one : least));
        const found = { fit, silhouette: silhouette(distances, fit.labels, count) };
        if (best === undefined || found.silhouette > best.silhouette) best = found;
        await pace(distances.between.length * 4);
      }
      if (best === undefined) throw new StudioError('internal', 'No grouping was tried.');
      return { ...inOrder(input, points, best.fit), silhouette: best.silhouette };
    } finally {
      nearest.dispose();
    }
  },
};

function check({ series }: ClusterInput, k: number): void {
  if (k === 1) {
    throw new StudioError('bad-input', 'One cluster groups nothing.', {
      next: 'Ask for two or more, or for 0 to have the number found.',
      place: 'k',
      value: k,
    });
  }
  const least = Math.max(2, k);
  if (series.length < least) {
    throw new StudioError(
      'too-short',
      `${least} clusters need at least ${least} series; there ${amount(series.length)}.`,
      {
        next: k > 2 ? 'Ask for fewer clusters, or read more series.' : 'Read more series, e.g. one per host or city.',
        place: 'k',
        value: series.length,
      },
    );
  }
  const width = series[0]?.length ?? 0;
  if (width < 2 || series.some((values) => values.length !== width)) {
    throw new StudioError(
      'bad-input',
      'Shapes can be compared only between series of one length, two points at least.',
      {
        next: 'Resample the series to one step and one range.',
      },
    );
  }
  if (series.some((values) => !values.every(Number.isFinite))) {
    throw new StudioError('bad-input', 'Some series have gaps, and shapes with gaps cannot be compared.', {
      next: 'Fill the gaps first.',
    });
  }
}

const amount = (count: number): string => (count === 1 ? 'is 1' : `are ${count}`);

/** A fit with its clusters renamed, the largest 0 (of equal ones the one seen first), and those without a row left out. */
function inOrder({ names }: ClusterInput, points: Points, fit: Fit): Omit<Clustering, 'silhouette'> {
  const sizes = new Map<number, number>();
  for (const label of fit.labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const order = [...sizes].sort(([, a], [, b]) => b - a).map(([label]) => label);
  const place = new Map(order.map((label, i) => [label, i]));
  return {
    names,
    labels: fit.labels.map((label) => place.get(label) ?? -1),
    centers: order.map((label) => fit.centers.slice(label * points.width, (label + 1) * points.width)),
    shapes: Array.from({ length: points.rows }, (_, i) => row(points, i).slice()),
    inertia: fit.inertia,
    iterations: fit.iterations,
  };
}
