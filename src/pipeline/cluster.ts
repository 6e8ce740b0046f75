import { memberOf } from '../base/definition';
import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import { clusterers } from '../clustering';
import type { Clusterer, Clustering } from '../clustering/types';
import { first, length, type SeriesFrame, typicalStep, within } from '../frame/frame';
import { seriesName } from '../frame/table';
import { fitPreparation, prepare } from './prepare';
import type { Recipe } from './recipe';

/**
 * Many series brought on one grid: the time all of them cover, the coarsest of their steps, gaps filled by lines. Series
 * without a value there are left out.
 * @throws StudioError `too-short` when they share fewer than 8 steps.
 */
export async function align(frames: readonly SeriesFrame[]): Promise<{
  readonly time: Float64Array;
  readonly names: readonly string[];
  readonly series: readonly Float64Array[];
}> {
  const singles = frames.flatMap((frame) =>
    frame.columns.map((column) => ({ ...frame, columns: [column] }) satisfies SeriesFrame),
  );
  const usable = singles.filter(
    (frame) => length(frame) > 1 && first(frame).values.some((value) => !Number.isNaN(value)),
  );
  const step = Math.max(...usable.map((frame) => frame.stepMs ?? typicalStep(frame.time)));
  const start = Math.max(...usable.map(({ time }) => time[0] as number));
  const stop = Math.min(...usable.map(({ time }) => time.at(-1) as number)) + 1;
  const count = Math.floor((stop - 1 - start) / step) + 1;
  if (usable.length === 0 || !(count >= 8)) {
    throw new StudioError(
      'too-short',
      'These series share fewer than 8 steps of time, too few to compare their shapes.',
      {
        next: 'Read them over a common, longer range.',
        place: 'range',
      },
    );
  }
  const onOneGrid = usable.map(async (frame) => {
    const shared = within(frame, { start, stop });
    const steps = [
      { id: 'resample', params: { step: step / 1000 } },
      { id: 'fill', params: {} },
    ];
    return first(prepare(shared, await fitPreparation(shared, steps))).values;
  });
  const series = await Promise.all(onOneGrid);
  const shortest = Math.min(...series.map((values) => values.length));
  return {
    time: Float64Array.from({ length: shortest }, (_, i) => start + i * step),
    names: usable.map((frame) => seriesName(frame)),
    series: series.map((values) => values.slice(0, shortest)),
  };
}

/** Groups many series by shape with the recipe's clusterer. `time` is the shared axis of the shapes. */
export async function cluster(
  { frames, recipe }: { readonly frames: readonly SeriesFrame[]; readonly recipe: Recipe },
  ctx: JobContext,
): Promise<{ readonly time: Float64Array; readonly clustering: Clustering }> {
  ctx.progress({ phase: 'Aligning', done: 0, total: frames.length, unit: 'series' });
  const { time, names, series } = await align(frames);
  const member = memberOf<Clusterer>(clusterers, recipe.clusterer.id);
  const clusterer = await member.load();
  return {
    time,
    clustering: await clusterer.cluster({ names, series }, checked(member.params, recipe.clusterer.params), ctx),
  };
}
