import { StudioError } from '../base/errors';
import { stepsOn } from '../pipeline/recipe';
import type { FleetJob } from '../vault/types';
import { clearRuns, type Deps, runAs, sayFailure } from './deps';
import { fleetEntry } from './fleet-entry';
import { historyOf } from './history';
import { isOpen, pointAt } from './open-actions';
import { lookAt } from './read-actions';
import { changeRecipe, recipeOf } from './recipe-actions';
import { seriesRead } from './series';

/** Opens a finished series of the job on screen in Forecast, as it was forecast: nothing is trained again. */
export async function openFleetSeries(deps: Deps, index: number): Promise<void> {
  const { fleet } = deps.store.getState();
  if (fleet === undefined) return;
  const { job } = fleet;
  try {
    const kept = await (await deps.vault).fleets.forecast(job.id, index);
    const name = job.names[index] ?? '';
    if (kept === undefined) {
      throw new StudioError('not-found', `The forecast of ${name} is not kept here.`, { next: 'Forecast it again.' });
    }
    const { run } = kept;
    deps.held.horizonChosen = true;
    enter();
    deps.store.setState({ room: 'forecast', fromFleet: name });
    if (isReadNow(deps, job, name)) {
      changeRecipe(deps, run.artifact.recipe);
      await lookAt(deps, name);
    } else await showAlone(deps, run.artifact.recipe, run.artifact.history);
    if (recipeOf(deps).series === name) {
      deps.store.setState({ training: { status: 'done', value: run, seconds: run.artifact.seconds } });
    }
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Whether what the job began with is what is read. */
function isReadNow(deps: Deps, { recipe }: FleetJob, name: string): boolean {
  const now = recipeOf(deps);
  const asked = ({ source, query, more, steps }: typeof recipe): string =>
    JSON.stringify([source, query, more ?? [], stepsOn({ ...(steps && { steps }) })]);
  return asked(now) === asked(recipe) && seriesRead(deps.store.getState()).some((series) => series.name === name);
}

type Recipe = FleetJob['recipe'];

/** The series by itself, from what is kept with its forecast. */
async function showAlone(
  deps: Deps,
  recipe: Recipe,
  history: ReturnType<typeof seriesRead>[number]['frame'],
): Promise<void> {
  if (!isOpen(deps, recipe.source)) pointAt(deps, recipe.source);
  clearRuns(deps, 'read', 'shaped', 'exploration', 'parts', 'training', 'anomalies', 'clusters', 'writing');
  const {
    openModel: _o,
    plan: _p,
    readBack: _b,
    stopped: _s,
    sameAsKept: _k,
    readAs: _a,
    ...state
  } = deps.store.getState();
  deps.store.setState({ ...state, recipe: historyOf(recipe), room: 'forecast' }, true);
  const of = { frames: [history], rows: history.time.length, notes: [], text: '' };
  const steps = recipe.steps ?? [];
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: of },
    ...(stepsOn(recipe).length > 0 && {
      shaped: { status: 'done', seconds: 0, value: { frames: of.frames, reports: [], of, steps, kept: true } },
    }),
  });
  void runAs(deps, 'exploration', (options) => deps.engine.run('explore', { frame: history, recipe }, options)).then(
    () => runAs(deps, 'parts', (options) => deps.engine.run('decompose', { frame: history, recipe }, options)),
  );
}

/** The table stays an entry of the browser's history, so that Back leads to it; the series gets one of its own. */
function enter(): void {
  const { history, location } = globalThis as { readonly history?: History; readonly location?: Location };
  if (history === undefined || location === undefined || location.hash === '') return;
  history.replaceState(fleetEntry, '');
  history.pushState(null, '');
}
