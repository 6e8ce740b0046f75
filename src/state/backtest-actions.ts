import { toFailure } from '../base/errors';
import type { Progress } from '../base/job';
import type { Backtest, BacktestRow } from '../pipeline/backtest';
import { type Contender, contendersFor } from '../pipeline/contenders';
import type { Recipe } from '../pipeline/recipe';
import { type Deps, runAs, sayFailure } from './deps';
import { withInputSeries } from './input-series';
import { changeRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { chosenSeries, seriesRead } from './series';
import { noSeries, sameTraining, saysUnread, saysUnshaped } from './work-actions';

/** Whether a backtest was made of another series, or by a recipe that differs in more than its model. */
export const isBacktestOutdated = ({ recipe: made }: Backtest, now: Recipe): boolean =>
  made.coverage !== now.coverage || !sameTraining({ ...made, model: now.model }, now);

/** What the next backtest will try: everything that needs no training, and the networks that were ticked. */
export const contendersAsked = (recipe: Recipe, networks: readonly string[]): readonly Contender[] =>
  contendersFor(recipe.model).filter(({ key, trains }) => !trains || networks.includes(key));

/** Ticks a network, or takes the tick away. */
export function askNetwork({ store }: Deps, key: string, wanted: boolean): void {
  store.setState(({ backtestAsk }) => {
    const others = backtestAsk.networks.filter((other) => other !== key);
    return { backtestAsk: { ...backtestAsk, networks: wanted ? [...others, key] : others } };
  });
}

/** From how many origins at most the next backtest forecasts. */
export const askOrigins = ({ store }: Deps, most: number): void =>
  store.setState(({ backtestAsk }) => ({ backtestAsk: { ...backtestAsk, most } }));

/**
 * Tries every forecaster asked for on the end of the chosen series. Rows that are there already, of the same recipe and
 * data, are not made again; what is finished when it is stopped stays.
 */
export async function backtest(deps: Deps): Promise<void> {
  const { store, engine } = deps;
  const recipe = recipeOf(deps);
  const chosen = chosenSeries(store.getState());
  if (chosen === undefined) {
    sayFailure(deps, noSeries());
    return;
  }
  if (saysUnshaped(deps) || saysUnread(deps)) return;
  const { most, networks } = store.getState().backtestAsk;
  const before = rowsToKeep(latest(store.getState().backtest), recipe, chosen.frame, most);
  let sofar: Backtest | undefined;
  await runAs(deps, 'backtest', async ({ signal, onProgress }) => {
    const listen = ({ partial, ...progress }: Progress): void => {
      if (partial !== undefined && !signal.aborted) {
        sofar = partial as Backtest;
        store.setState({ backtestSoFar: sofar });
      }
      onProgress(progress);
    };
    const series = withInputSeries(seriesRead(store.getState()), chosen, recipe);
    const input = { ...series, recipe, contenders: contendersAsked(recipe, networks), most, before };
    try {
      return remember(
        chosen.frame,
        await engine.run('backtest', input, { signal, onProgress: listen, seed: recipe.seed }),
      );
    } catch (error) {
      if (toFailure(error).code === 'cancelled' && sofar !== undefined) return remember(chosen.frame, sofar);
      throw error;
    }
  });
  const { backtestSoFar: _, ...rest } = store.getState();
  if (rest.backtest.status !== 'running') store.setState(rest, true);
}

/** The series each backtest was made of. */
const madeOf = new WeakMap<Backtest, object>();

function remember(frame: object, made: Backtest): Backtest {
  madeOf.set(made, frame);
  return made;
}

/** Rows of the last backtest that would come out the same. */
function rowsToKeep(made: Backtest | undefined, recipe: Recipe, frame: object, most: number): readonly BacktestRow[] {
  if (made === undefined || made.most !== most || madeOf.get(made) !== frame || isBacktestOutdated(made, recipe))
    return [];
  const wanted = contendersFor(recipe.model);
  const same = (row: BacktestRow): boolean =>
    wanted.some(({ key, model }) => key === row.key && JSON.stringify(model) === JSON.stringify(row.model));
  return made.rows.filter((row) => row.failure === undefined && same(row));
}

/** Puts a contender into the recipe, and goes where it forecasts. */
export function takeContender(deps: Deps, { model }: Contender): void {
  changeRecipe(deps, { model });
  deps.store.setState({ room: 'forecast' });
}
