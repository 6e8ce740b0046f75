import { throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { Weights } from '../../frame/parts';
import { alikeGroups } from '../../math/forecast/alike';
import type { Bench, Shared } from '../../math/forecast/bench';
import { benchFor } from '../../math/forecast/benches';
import { combined, type Validation, validate } from '../../math/forecast/ensemble';
import type { Beat } from '../../math/forecast/rhythm';
import { pacer } from '../../math/pace';
import { beatOf, byHistory, learnable } from '../by-rhythm';
import { inPools } from '../pools';
import type { FittedForecaster, Forecaster } from '../types';
import { type Choice, choiceIn, choiceOf } from './choice';

/**
 * A weighted mean of closed-form forecasters. The weights come from rolling origins inside what is learned from, and are
 * kept with the reasons for them; the members themselves are solved anew for each history. Together, weights also count the
 * errors of alike series, and the regressions on changes are learned from them.
 */
export const weighedForecaster: Forecaster = {
  async fit(training, _, ctx) {
    throwIfCancelled(ctx.signal);
    const { x, rhythm, horizon } = learnable(training);
    const bench = benchFor(rhythm, horizon, false);
    const tried = await validate([x], Int32Array.of(0), { bench, rhythm, horizon }, pacer(ctx.signal), trying(ctx, 1));
    return weighing({ rhythm, horizon }, choiceOf(bench, tried, 0, horizon));
  },

  fitTogether: (trainings, params, ctx) =>
    inPools(
      trainings,
      ctx,
      async ({ series, groups, rhythm, horizon }, pace) => {
        const bench = benchFor(rhythm, horizon, true);
        const say = trying(ctx, series.length);
        const regroup = (known: readonly Float64Array[]): Int32Array => alikeGroups(known, rhythm);
        const tried: Validation = await validate(series, groups, { bench, rhythm, horizon, regroup }, pace, say);
        ctx.progress({ phase: 'Learning from alike series', done: 0, total: 0, unit: 'series' });
        const shared = await bench.learn(series, groups, true, pace);
        return series.map((_, i) =>
          weighing({ rhythm, horizon }, choiceOf(bench, tried, i, horizon), shared[groups[i] as number]),
        );
      },
      (training) => weighedForecaster.fit(training, params, ctx),
    ),

  restore: async (weights) => {
    const { tensors, state } = weights;
    const shared = tensors.length === 0 ? undefined : Object.fromEntries(tensors.map(({ name, data }) => [name, data]));
    const beat = beatOf(weights);
    const choice = choiceIn(state.choice, benchFor(beat.rhythm, beat.horizon, shared !== undefined));
    return weighing(beat, choice, shared);
  },
};

const trying =
  (ctx: JobContext, series: number) =>
  (origin: number, of: number): void =>
    ctx.progress({
      phase: series > 1 ? `Trying forecasters on ${series} series` : 'Trying forecasters',
      done: origin - 1,
      total: of,
      unit: 'origins',
    });

function weighing(beat: Beat, choice: Choice, shared?: Shared): FittedForecaster {
  const { rhythm, horizon } = beat;
  const bench: Bench = benchFor(rhythm, horizon, shared !== undefined);
  const weights: Weights = {
    state: { rhythm, horizon, choice },
    tensors: Object.entries(shared ?? {}).map(([name, data]) => ({
      name,
      shape: [horizon, data.length / horizon],
      data,
    })),
    networks: [],
  };
  const shares = choice.members.map(({ weight }) => weight);
  const fitted = byHistory(weights, beat, async (x, pace) =>
    combined(x, await bench.forecast(x, shared, true, pace), shares),
  );
  const members = choice.members.map(({ title, error, weight }) => ({ title, error, weight }));
  return { ...fitted, reasons: { words: choice.why, members } };
}
