import type { JobContext } from '../../base/job';
import { length, regular, type SeriesFrame } from '../../frame/frame';
import { alikeGroups } from '../../math/forecast/alike';
import type { Bench } from '../../math/forecast/bench';
import { benchFor } from '../../math/forecast/benches';
import { combined, validate, weightsFor } from '../../math/forecast/ensemble';
import { type Beat, fewestFor } from '../../math/forecast/rhythm';
import { pacer } from '../../math/pace';
import { learnable } from '../../models/by-rhythm';
import type { FittedForecaster, Forecaster, History, Training } from '../../models/types';
import { loadModel } from '../../pipeline/forecaster';
import type { Recipe } from '../../pipeline/recipe';

/** Forecasts of the automatic choice with a network among its members, and without; undefined for a series too short. */
export interface WithNetworks {
  readonly together: readonly (Float64Array | undefined)[];
  readonly without: readonly (Float64Array | undefined)[];
  /** The network by itself. */
  readonly alone: readonly (Float64Array | undefined)[];
  /** The network's mean share in the forecast, 0..1. */
  readonly weight: number;
  /** Training and forecasting of the networks. */
  readonly seconds: number;
}

/**
 * The automatic choice over many series, with `network` (a model that learns from many) as one more member. Its weight comes
 * from its own errors on the same rolling origins as the others', inside what is learned from: for each of these it learns anew
 * from what was known there, with half as many networks; for the forecast itself from everything.
 */
export async function forecastWithNetworks(
  frames: readonly SeriesFrame[],
  periods: readonly number[],
  network: Recipe['model'],
  horizon: number,
  ctx: JobContext,
): Promise<WithNetworks> {
  const pace = pacer(ctx.signal);
  const histories = frames.map((frame): History => ({ frame, period: periods.at(-1) ?? 1, periods }));
  const rooms = roomsOf(histories.map((history): Training => ({ history, validation: 0, horizon })));
  const together: (Float64Array | undefined)[] = frames.map(() => undefined);
  const without = together.slice();
  const alone = together.slice();
  const nets = await networksOf(network, frames, periods, ctx);
  const weights: number[] = [];
  for (const { beat, members, series } of rooms) {
    const { rhythm } = beat;
    const plain = benchFor(rhythm, beat.horizon, true);
    const bench = nets.joined(plain, members, beat);
    const groups = alikeGroups(series, rhythm);
    const regroup = (known: readonly Float64Array[]): Int32Array => alikeGroups(known, rhythm);
    const asked = { bench, rhythm, horizon: beat.horizon, regroup };
    const tried = await validate(series, groups, asked, pace, (origin, of) =>
      ctx.progress({ phase: 'Trying forecasters', done: origin, total: of, unit: 'origins' }),
    );
    const others = weightsFor(tried.errors.slice(0, -1), groups, bench.rule);
    const shared = await bench.learn(series, groups, true, pace);
    for (const [i, x] of series.entries()) {
      const found = await bench.forecast(x, shared[groups[i] as number], true, pace);
      const shares = tried.weights.map((of) => of[i] as number);
      const index = members[i] as number;
      together[index] = combined(x, found, shares);
      without[index] = combined(
        x,
        found.slice(0, -1),
        others.map((of) => of[i] as number),
      );
      alone[index] = found.at(-1);
      weights.push(shares.at(-1) as number);
    }
  }
  return {
    together,
    without,
    alone,
    weight: weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length),
    seconds: nets.seconds(),
  };
}

interface Room {
  readonly beat: Beat;
  readonly members: readonly number[];
  readonly series: readonly Float64Array[];
}

/** Series of one beat and whole horizon; those too short for it are left out. */
function roomsOf(trainings: readonly Training[]): readonly Room[] {
  const rooms = new Map<string, { beat: Beat; members: number[]; series: Float64Array[] }>();
  for (const [index, training] of trainings.entries()) {
    if (length(training.history.frame) < fewestFor({ rhythm: { kind: 'slow', year: undefined }, horizon: 1 })) continue;
    const { x, ...beat } = learnable(training);
    if (beat.horizon < training.horizon) continue;
    const key = JSON.stringify(beat);
    const room = rooms.get(key) ?? { beat, members: [], series: [] };
    room.members.push(index);
    room.series.push(x);
    rooms.set(key, room);
  }
  return [...rooms.values()];
}

type Params = Parameters<NonNullable<Forecaster['fitTogether']>>[1];

/** As the others are fitted cheaper while they are weighed: half as many networks. */
const quicker = (params: Params): Params =>
  typeof params.seeds === 'number' ? { ...params, seeds: Math.ceil(params.seeds / 2) } : params;

async function networksOf(
  choice: Recipe['model'],
  frames: readonly SeriesFrame[],
  periods: readonly number[],
  ctx: JobContext,
) {
  const model = await loadModel(choice);
  let spent = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = ctx.clock();
    try {
      return await work();
    } finally {
      spent += ctx.clock() - began;
    }
  };
  const historyOf = (x: Float64Array, index: number): History => ({
    frame: regular(0, (frames[index] as SeriesFrame).stepMs ?? 1, x),
    period: periods.at(-1) ?? 1,
    periods,
  });
  return {
    seconds: () => spent / 1000,
    /** A bench of one member more: the network, learned anew at each origin as the others are. */
    joined(bench: Bench, members: readonly number[], beat: Beat): Bench {
      const { horizon } = beat;
      let now: readonly (FittedForecaster | undefined)[] = [];
      let places = new Map<Float64Array, number>();
      const learn = (series: readonly Float64Array[], params: Params) => {
        const trainings = series.map((x, i) => ({
          history: historyOf(x, members[i] as number),
          validation: 0,
          horizon,
        }));
        return timed(async () => (await model.forecaster.fitTogether?.(trainings, params, ctx)) ?? []);
      };
      return {
        rule: bench.rule,
        members: [...bench.members, { id: choice.id, title: model.definition.title }],
        async learn(series, groups, thorough, pace) {
          places = new Map(series.map((x, i) => [x, i]));
          now = await learn(series, thorough ? model.params : quicker(model.params));
          return bench.learn(series, groups, thorough, pace);
        },
        async forecast(x, shared, thorough, pace) {
          const found = await bench.forecast(x, shared, thorough, pace);
          const i = places.get(x) as number;
          const history = historyOf(x, members[i] as number);
          const [forecast] = await timed(
            async () => (await now[i]?.predict({ histories: [history], horizon }, ctx)) ?? [],
          );
          return [...found, forecast?.point ?? (found[0] as Float64Array)];
        },
      };
    },
  };
}
