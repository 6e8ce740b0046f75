import { first } from '../frame/frame';
import { seriesName } from '../frame/table';
import { type Recipe, stepsOn } from '../pipeline/recipe';
import type { Artifact, ForecastRun } from '../pipeline/results';
import type { Outcome } from '../pipeline/then-and-now';
import type { ModelCard, PastForecast } from '../vault/types';
import { currentNumber } from '../vault/versions';
import { type Deps, sayFailure } from './deps';
import { recipeOf } from './recipe-actions';
import { chosenSeries } from './series';

/** Steps by hand that leave a series what it is: they only choose or mend points of it. */
const harmless = ['exclude', 'time-range', 'value-range', 'fill', 'clip'];

/** What a forecast is of: the same for the same series of the same place, over whatever time and in whatever zone. */
export function seriesKey(recipe: Recipe, series: string): string {
  const { range: _, zone: _z, ...question } = recipe.query;
  const steps = stepsOn(recipe).filter(({ id }) => !harmless.includes(id));
  return JSON.stringify([recipe.source, Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)), series, steps]);
}

/** What the series of an artifact is called. */
const nameOf = ({ recipe, history }: Artifact): string => (recipe.series === '' ? seriesName(history) : recipe.series);

/** Keeps a forecast just made, to be held one day against what then happened. A failure is said and stops nothing. */
export async function keepForecast(deps: Deps, run: ForecastRun, card: ModelCard): Promise<void> {
  const { artifact, forecast } = run;
  const origin = artifact.history.time.at(-1);
  if (origin === undefined || forecast.time.length === 0) return;
  try {
    const { parts: _, ...plain } = forecast;
    await (await deps.vault).pastForecasts.keep(seriesKey(artifact.recipe, nameOf(artifact)), {
      origin,
      modelTitle: card.modelTitle,
      model: { id: card.id, name: card.name, version: currentNumber(card) },
      forecast: plain,
    });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** A forecast made before, and how it fared. */
export interface ThenAndNow extends PastForecast {
  readonly outcome: Outcome;
}

/**
 * The forecasts made before of the series looked at, of which at least one point has happened since; the oldest first.
 * Empty where there are none.
 */
export async function forecastsThen(deps: Deps, signal: AbortSignal): Promise<readonly ThenAndNow[]> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return [];
  const { frame, name } = chosen;
  const recipe = recipeOf(deps);
  const last = frame.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  const made = (await (await deps.vault).pastForecasts.list(seriesKey(recipe, name))).filter(
    ({ forecast }) => (forecast.time[0] ?? Number.POSITIVE_INFINITY) <= last,
  );
  if (made.length === 0) return [];
  const one = { ...frame, columns: [first(frame)] };
  const outcomes = await deps.engine.run('thenAndNow', { frame: one, recipe, forecasts: made }, { signal });
  return made.flatMap((past, i) => {
    const outcome = outcomes[i];
    return outcome === undefined || outcome.known === 0 ? [] : [{ ...past, outcome }];
  });
}

/** Lets go of a forecast made before. */
export async function forgetForecast(deps: Deps, id: string): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  try {
    await (await deps.vault).pastForecasts.forget(seriesKey(recipeOf(deps), chosen.name), id);
  } catch (error) {
    sayFailure(deps, error);
  }
}
