import { memberOf } from '../base/definition';
import { StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import type { ParamSchema } from '../base/params';
import { seeded } from '../base/random';
import { first, length, type SeriesFrame, slice } from '../frame/frame';
import type { Weights } from '../frame/parts';
import { models } from '../models';
import type { Forecaster, ModelDefinition } from '../models/types';
import { bestOf, type Climbed, epochsOf, halve, rungsFor, type SearchTrial, type Standing } from './halving';
import { onGrid } from './prepare';
import type { Recipe } from './recipe';
import { climber } from './search-climb';
import { fromKept, type Mark, toKept } from './search-kept';
import { DECOMPOSITION, type Dimension, dimensionsOf, drawn, type Settings, sizeOf } from './search-space';
import { cut } from './train';
import { onWallClock } from './wall-clock';

export type { SearchTrial } from './halving';
export { bestOf } from './halving';

/** How much is tried: so many settings, or for so many minutes. */
export type Budget =
  | { readonly kind: 'evaluations'; readonly count: number }
  | { readonly kind: 'minutes'; readonly minutes: number };

/** The most settings of one round, where a round follows another until the time is over. */
const ROUND = 9;

/** A search so far, or at its end. */
export interface Search {
  /** Whose model is searched; its own settings are the first that are tried. */
  readonly recipe: Recipe;
  readonly keys: readonly string[];
  readonly budget: Budget;
  readonly dimensions: readonly Dimension[];
  /** Epochs at each rung; empty where the model has none to count. */
  readonly rungs: readonly number[];
  readonly trials: readonly SearchTrial[];
  /** The id of the best so far. */
  readonly best?: number;
  /** What is made small: MASE on the validation part, or MAE where the series has no scale. */
  readonly score: 'MASE' | 'MAE';
  /** What the baseline scores there. */
  readonly naive: number;
  /** How long it searched, through all stops. */
  readonly seconds: number;
  readonly ended: boolean;
}

export interface SearchInput {
  /** The raw series, one column, as it was read. */
  readonly frame: SeriesFrame;
  readonly recipe: Recipe;
  /** Which of the model's settings are searched. */
  readonly keys: readonly string[];
  readonly budget: Budget;
  /** Inputs that are known beforehand, as far as they reach; moments. */
  readonly known?: SeriesFrame;
  /** What a stopped search of the same left behind. */
  readonly from?: Weights;
}

/**
 * Looks for better settings of the recipe's model: settings drawn at random (seeded; the first are the recipe's own), and
 * successive halving over them, by epochs where the model trains (a training is stopped at a rung and goes on from there).
 * Scored by the error on the validation part; the test part is cut off before anything begins. Each change is reported as
 * `partial` (a `Search` so far), each step that should not be lost as `checkpoint`, from which the same search goes on.
 * @throws StudioError `bad-input` at `keys` or `budget`, or when `from` began on another series; `too-short`; `cancelled`.
 */
export async function search(input: SearchInput, ctx: JobContext): Promise<Search> {
  const { recipe, keys, budget } = input;
  const definition = memberOf<Forecaster>(models, recipe.model.id) as ModelDefinition;
  const dimensions = dimensionsOf(definition).filter(({ key }) => keys.includes(key));
  check(dimensions, budget, definition);
  ctx.progress({ phase: 'Preparing', done: 0, total: 0, unit: 'points' });
  const ground = await withoutTest(input.frame, recipe);
  const kept = input.from === undefined ? undefined : fromKept(input.from);
  const mark = markOf(ground.grid);
  if (kept?.mark.some((value, i) => value !== mark[i]) === true) {
    throw new StudioError('bad-input', 'The series is another than the one this search began on.', {
      next: 'Search anew.',
      place: 'search',
    });
  }

  const size = budget.kind === 'evaluations' ? Math.min(budget.count, sizeOf(dimensions)) : ROUND;
  const epochs = epochsIn(definition.params, recipe);
  const climb = await climber(
    {
      ...ground,
      recipe,
      definition,
      ...(input.known !== undefined && { known: input.known }),
      ...(epochs !== undefined && { epochs }),
    },
    ctx,
  );
  const rungs = epochs === undefined ? [0] : rungsFor(size, epochs);
  const started = ctx.clock();
  const seconds = (): number => (kept?.seconds ?? 0) + (ctx.clock() - started) / 1000;
  let standing: Standing<Weights> = kept?.standing ?? { trials: [], weights: new Map() };
  const sofar = (ended: boolean): Search => {
    const best = bestOf(standing.trials)?.id;
    return {
      recipe,
      keys,
      budget,
      dimensions,
      rungs: epochs === undefined ? [] : rungs,
      trials: standing.trials,
      ...(best !== undefined && { best }),
      score: climb.score,
      naive: climb.naive,
      seconds: seconds(),
      ended,
    };
  };
  const over = (): boolean => budget.kind === 'minutes' && seconds() >= 60 * budget.minutes;
  const progress = (now?: { readonly id: number; readonly epochs: number }, more: object = {}): void =>
    ctx.progress({ phase: 'Searching', ...amount(standing.trials, now), ...more });
  const amount = (trials: readonly SearchTrial[], now?: { readonly id: number; readonly epochs: number }) => {
    const part = now === undefined ? {} : { part: `setting ${now.id + 1}` };
    if (budget.kind === 'minutes') return { ...part, done: seconds(), total: 60 * budget.minutes, unit: 'seconds' };
    if (epochs === undefined) {
      return { ...part, done: trials.filter(({ scores }) => scores.length > 0).length, total: size, unit: 'settings' };
    }
    const learned = (trial: SearchTrial): number => Math.min(epochs, trial.id === now?.id ? now.epochs : trial.epochs);
    const done = trials.reduce((sum, trial) => sum + learned(trial), 0);
    return { ...part, done, total: epochsOf(size, rungs), unit: 'epochs' };
  };

  await halve<Weights>(
    {
      rungs,
      signal: ctx.signal,
      over,
      draw: (round, before) =>
        over() || (budget.kind === 'evaluations' && round > 0)
          ? []
          : settingsFor(round, size, dimensions, before, recipe, definition),
      climb: (trial, rung, from, keep): Promise<Climbed<Weights>> =>
        climb.to(trial, rungs[rung] as number, from, keep, (epoch) => progress({ id: trial.id, epochs: epoch })),
      onChange: (now, lasting) => {
        standing = now;
        const running = now.trials.find(({ state }) => state === 'running');
        progress(running, {
          partial: sofar(false),
          ...(lasting && { checkpoint: toKept(now, mark, seconds()) }),
        });
      },
    },
    kept?.standing,
  );
  throwIfCancelled(ctx.signal);
  return sofar(true);
}

/** The grid of a series up to where its test part begins, and where its validation part does. */
async function withoutTest(frame: SeriesFrame, recipe: Recipe) {
  const { grid } = await onGrid(onWallClock(frame, recipe, recipe.horizon).frame, recipe.preparation);
  const { fit, train, all } = cut(length(grid), recipe.horizon, recipe.split);
  return { grid: slice(grid, 0, train), fit, whole: all };
}

const markOf = (grid: SeriesFrame): Mark => [
  length(grid),
  grid.time[0] ?? 0,
  grid.time.at(-1) ?? 0,
  first(grid).values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0),
];

function check(dimensions: readonly Dimension[], budget: Budget, { title }: ModelDefinition): void {
  if (dimensions.length === 0) {
    throw new StudioError('bad-input', `${title} has nothing to search with these settings left out.`, {
      place: 'keys',
      next: 'Tick at least one setting, or choose another model.',
    });
  }
  const amount = budget.kind === 'evaluations' ? budget.count : budget.minutes;
  if (amount > 0 && (budget.kind === 'minutes' || (Number.isInteger(amount) && amount > 1))) return;
  throw new StudioError('bad-input', 'A search needs at least two settings to try, or some minutes.', {
    place: 'budget',
    value: amount,
    next: 'Give it more.',
  });
}

/** The most epochs, where the model counts them. */
function epochsIn(schema: ParamSchema, { model }: Recipe): number | undefined {
  const param = schema.epochs;
  return param?.kind === 'number' ? Number(model.params.epochs ?? param.initial) : undefined;
}

/** A round's settings, each other than all before; the recipe's own first of all. */
function settingsFor(
  round: number,
  size: number,
  dimensions: readonly Dimension[],
  before: readonly SearchTrial[],
  recipe: Recipe,
  definition: ModelDefinition,
): readonly Settings[] {
  const random = seeded(recipe.seed + 7919 * (round + 1));
  const seen = new Set(before.map(({ settings }) => JSON.stringify(settings)));
  const found: Settings[] = [];
  const take = (settings: Settings): void => {
    const words = JSON.stringify(settings);
    if (seen.has(words)) return;
    seen.add(words);
    found.push(settings);
  };
  if (round === 0) take(present(dimensions, recipe, definition));
  // In a small space most draws come again: enough of them to find the last one too.
  for (let draws = 0; found.length < size && draws < 50 * size + 500; draws++) take(drawn(dimensions, random));
  return found;
}

/** What the recipe has now. */
const present = (dimensions: readonly Dimension[], recipe: Recipe, { params }: ModelDefinition): Settings =>
  Object.fromEntries(
    dimensions.map(({ key }) => [
      key,
      key === DECOMPOSITION ? recipe.decomposition.id : (recipe.model.params[key] ?? params[key]?.initial ?? ''),
    ]),
  );
