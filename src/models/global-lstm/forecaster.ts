import { throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { length } from '../../frame/frame';
import { fewestFor, fewestPoints } from '../../math/forecast/rhythm';
import type { SmoothingConstants } from '../../math/forecast/seasonal-smoothing';
import { pacer } from '../../math/pace';
import { learnable } from '../by-rhythm';
import { valuesOf } from '../request';
import type { FittedForecaster, Forecaster, Training } from '../types';
import { fitted } from './fitted';
import type { Params } from './index';
import { type Pupil, teach } from './lesson';
import { parse } from './saved';
import { mostBlocks, powerFor, type Shape, viewOf } from './view';

/** The quantiles the networks give; those asked for lie between them. */
const LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975];
/** Blocks that count as a season where there is none inside the horizon. */
const BLOCKS = 4;

/** One network over many series of a rhythm, each against its own level and seasons, in the manner of ES-RNN (Smyl 2020). */
export const globalForecaster: Forecaster<Params> = {
  async fit(training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const shape = shapeOf(training, params);
    ctx.progress({ phase: 'Learning from this series alone', done: 0, total: 0, unit: 'series' });
    const [own] = await together([training], shape, params, ctx);
    return own as FittedForecaster;
  },

  async fitTogether(trainings, params, ctx) {
    throwIfCancelled(ctx.signal);
    const rooms = new Map<string, { readonly shape: Shape; readonly members: number[] }>();
    for (const [index, training] of trainings.entries()) {
      if (length(training.history.frame) < fewestPoints) continue;
      const shape = shapeOf(training, params);
      const key = JSON.stringify(shape);
      const room = rooms.get(key) ?? { shape, members: [] };
      room.members.push(index);
      rooms.set(key, room);
    }
    const found: (FittedForecaster | undefined)[] = trainings.map(() => undefined);
    for (const { shape, members } of rooms.values()) {
      const learned = await together(
        members.map((index) => trainings[index] as Training),
        shape,
        params,
        ctx,
      );
      for (const [k, index] of members.entries()) found[index] = learned[k];
    }
    return found;
  },

  restore: async (weights) => fitted(parse(weights)),

  /** A third of the epochs at a third of the rate, on the windows of one series; its constants stay as they were. */
  async continue(weights, training, params, ctx) {
    throwIfCancelled(ctx.signal);
    const { shape, constants, ...from } = parse(weights);
    const gentle = { ...params, epochs: Math.ceil(params.epochs / 3), learningRate: params.learningRate / 3 };
    const { since } = training;
    const pupil = { ...pupilOf(training, shape, constants, true), ...(since !== undefined && { since }) };
    return fitted({ shape, constants, ...(await teach([pupil], shape, gentle, ctx, from)) });
  },
  continuesSince: true,
};

function shapeOf(training: Training, { lookback }: Params): Shape {
  const { rhythm, horizon } = learnable(training);
  const wanted = rhythm.kind === 'daily' ? lookback : BLOCKS * lookback;
  return { rhythm, horizon, blocks: Math.max(1, Math.min(wanted, mostBlocks(rhythm))), levels: LEVELS };
}

/** Series of one shape, learned from at once. */
async function together(
  trainings: readonly Training[],
  shape: Shape,
  params: Params,
  ctx: JobContext,
): Promise<readonly FittedForecaster[]> {
  const pace = pacer(ctx.signal);
  const pupils: ReturnType<typeof pupilOf>[] = [];
  for (const training of trainings) {
    const pupil = pupilOf(training, shape, undefined, trainings.length === 1);
    pupils.push(pupil);
    await pace(500 * pupil.learned);
  }
  const { parameters, record, layout } = await teach(pupils, shape, params, ctx);
  return pupils.map(({ constants }) => fitted({ shape, constants, layout, parameters, record }));
}

/** How a series is seen. What it holds back is seen as if it had not been known, where it is `alone`; else not at all. */
function pupilOf(training: Training, shape: Shape, kept: SmoothingConstants | undefined, alone: boolean) {
  const x = valuesOf(training.history, fewestFor(shape), 'range');
  const learned = Math.max(fewestFor(shape), x.length - training.validation);
  const known = x.slice(0, learned);
  const power = powerFor(alone ? x : known);
  const { constants, unit, traits, ...view } = viewOf(known, shape, kept, power);
  const seen = alone ? viewOf(x, shape, constants, power) : view;
  return { view: { ...seen, unit, traits }, learned, constants } satisfies Pupil & { constants: SmoothingConstants };
}
