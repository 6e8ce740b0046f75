import { StudioError } from '../base/errors';
import type { Progress } from '../base/job';
import type { SeriesFrame } from '../frame/frame';
import type { Threshold } from '../math/crossing';
import { crossingOf, type FleetGoal, type FleetSeries, finishedIn } from '../pipeline/fleet';
import type { Recipe } from '../pipeline/recipe';
import type { FleetJob, KeptFleetRow } from '../vault/types';
import { cancelRun, type Deps, runAs, say, sayFailure } from './deps';
import { askFaults, goalOf, isOfThese } from './fleet-goal';
import { withInputSeries } from './input-series';
import { recipeOf } from './recipe-actions';
import { type NamedSeries, seriesRead } from './series';
import type { FleetShown } from './store';
import { saysUnread, saysUnshaped } from './work-actions';

/** Whether every series of a job is finished. */
export const isFinished = ({ done, names }: FleetJob): boolean => done >= names.length;

/** Reads the list of jobs anew. */
export async function refreshFleets(deps: Deps): Promise<readonly FleetJob[]> {
  return (await runAs(deps, 'fleets', async () => (await deps.vault).fleets.list())) ?? [];
}

/** At the start: finds a job that a closed tab left unfinished, and says so. */
export async function findUnfinished(deps: Deps): Promise<void> {
  const [job] = await refreshFleets(deps);
  if (job === undefined || isFinished(job)) return;
  say(deps, `A forecast of ${job.names.length} series was left unfinished: ${job.done} are done. Go on in Fleet.`);
}

/** Puts a kept job on screen; the newest, where none is named and none is shown. */
export async function showFleet(deps: Deps, id?: string): Promise<void> {
  try {
    const wanted = id ?? (await refreshFleets(deps))[0]?.id;
    const { fleet, fleetRun } = deps.store.getState();
    if (wanted === undefined || fleetRun.status === 'running' || (id === undefined && fleet !== undefined)) return;
    const shown = await (await deps.vault).fleets.get(wanted);
    deps.store.setState({ fleet: shown, fleetAsk: {} });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Deletes a job; the notice that says so can undo it. */
export async function removeFleet(deps: Deps, { id, names }: FleetJob): Promise<void> {
  try {
    const { fleet: shown, fleetRun, ...state } = deps.store.getState();
    if (fleetRun.status === 'running' && shown?.job.id === id) return;
    const token = await (await deps.vault).fleets.remove(id);
    if (shown?.job.id === id) deps.store.setState({ ...state, fleetRun }, true);
    say(deps, `Deleted the forecasts of ${names.length} series.`, { undo: { model: token } });
    await refreshFleets(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Forecasts every series read by the recipe as it stands. Each is kept when it is finished. */
export async function startFleet(deps: Deps): Promise<void> {
  if (saysUnshaped(deps) || saysUnread(deps)) return;
  const state = deps.store.getState();
  const all = seriesRead(state);
  if (all.length === 0) {
    sayFailure(deps, new StudioError('empty', 'There are no series to forecast.', { next: 'Read some in Data.' }));
    return;
  }
  const { threshold: unclear, ahead = unclear } = askFaults(state.fleetAsk);
  if (ahead !== undefined) {
    sayFailure(deps, new StudioError('bad-input', ahead, { place: 'threshold' }));
    return;
  }
  const goal: FleetGoal = { recipe: recipeOf(deps), ...goalOf(state) };
  try {
    const frames = framesOf(all, goal.recipe);
    const names = distinct(all.map(({ name }) => name));
    const job = await (await deps.vault).fleets.start(goal, names, frames);
    deps.store.setState({ fleet: { job, rows: [] }, fleetAsk: {} });
    await work(deps, { job, rows: [] }, frames);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** The series of a job, each with its inputs beside it; after them, where there are any, inputs known beforehand. */
function framesOf(all: readonly NamedSeries[], recipe: Recipe): readonly SeriesFrame[] {
  const [one] = all;
  const known = one && withInputSeries(all, { ...one, name: '' }, recipe).known;
  return [...all.map((series) => withInputSeries(all, series, recipe).frame), ...(known === undefined ? [] : [known])];
}

/** Two series of different queries may have one name: the second is numbered. */
function distinct(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** Goes on with a job: finished series stay as they are. */
export async function goOnFleet(deps: Deps, id: string): Promise<void> {
  try {
    const { fleets } = await deps.vault;
    const shown = await fleets.get(id);
    const frames = (await fleets.frames(id)) ?? readNow(deps, shown.job);
    deps.store.setState({ fleet: shown, fleetAsk: {} });
    await work(deps, shown, frames);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** The series of a job among those read now, for a job whose series were too large to keep. */
function readNow(deps: Deps, { names, recipe }: FleetJob): readonly SeriesFrame[] {
  const all = seriesRead(deps.store.getState());
  const frames = framesOf(all, recipe);
  const byName = new Map(distinct(all.map(({ name }) => name)).map((name, i) => [name, frames[i]]));
  const own = names.map((name) => {
    const frame = byName.get(name);
    if (frame !== undefined) return frame;
    throw new StudioError('empty', 'The series of this job are not kept here: they were too large.', {
      next: 'Read the same series again in Data, then go on.',
      value: name,
    });
  });
  return [...own, ...frames.slice(all.length)];
}

/** Stops the job at work. What is finished stays. */
export const stopFleet = (deps: Deps): void => cancelRun(deps, 'fleetRun');

/**
 * Runs a job over what is left of it. A series counts as finished, and is shown, once it is kept: those that come while
 * others are being kept are kept together after them.
 */
async function work(deps: Deps, { job, rows: before }: FleetShown, all: readonly SeriesFrame[]): Promise<void> {
  const { fleets } = await deps.vault;
  let shown: FleetShown = { job, rows: before };
  let waiting: FleetSeries[] = [];
  let keeping: Promise<void> | undefined;
  let lost: unknown;
  const keepAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const finished = waiting;
      waiting = [];
      const rows = [...shown.rows, ...finished.map(({ row }) => row)];
      try {
        shown = { job: await fleets.keep(job.id, finished), rows };
      } catch (error) {
        // Kept nowhere but here: worth words, not the end of the job.
        lost ??= error;
        const failed = rows.filter(({ failure }) => failure !== undefined).length;
        shown = { job: { ...shown.job, done: rows.length, failed }, rows };
      }
      if (deps.store.getState().fleet?.job.id === job.id) deps.store.setState({ fleet: shown });
    }
    keeping = undefined;
  };
  const take = (series: FleetSeries | undefined): void => {
    if (series === undefined) return;
    waiting.push(series);
    keeping ??= keepAll();
  };
  await runAs(deps, 'fleetRun', ({ signal, onProgress }) =>
    alone(job.id, async () => {
      const done = before.map(({ index }) => index);
      const { recipe, threshold, lookAheadMs, names } = job;
      const known = all[names.length];
      const input = {
        ...{ recipe, lookAheadMs, names, done, frames: all.slice(0, names.length) },
        ...(threshold !== undefined && { threshold }),
        ...(known !== undefined && { known }),
      };
      const listen = (progress: Progress): void => {
        const { partial: _, ...report } = progress;
        take(finishedIn(progress));
        // Done is what is kept: only that outlives the tab, and only that is on screen.
        const part = report.phase === 'Preparing' ? `${report.done} of ${report.total}` : report.part;
        onProgress({ ...report, ...(part !== undefined && { part }), done: shown.rows.length });
      };
      try {
        await deps.engine.run('fleet', input, { signal, onProgress: listen, seed: recipe.seed });
      } finally {
        await keeping;
      }
      return shown.job;
    }),
  );
  if (lost !== undefined) sayFailure(deps, lost);
  const { done, names } = shown.job;
  if (deps.store.getState().fleetRun.status !== 'failed' && done < names.length) {
    say(deps, `Stopped. ${done} of ${names.length} are kept.`);
  }
  await refreshFleets(deps);
}

/** Runs a job unless another tab is at it. Browsers without locks cannot tell. */
async function alone<T>(id: string, run: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks;
  if (locks === undefined) return run();
  return (await locks.request(`fleet ${id}`, { ifAvailable: true }, (lock) => {
    if (lock !== null) return run();
    throw new StudioError('storage', 'Another tab is working on this job.', {
      next: 'Look there, or close that tab and go on here.',
    });
  })) as T;
}

/** A number is being typed: its dates come once that is over. */
const TYPING_MS = 250;

/** Asks another threshold of the job on screen: the dates follow from what is forecast already. */
export async function setThreshold(deps: Deps, threshold: Threshold | 'none'): Promise<void> {
  deps.store.setState(({ fleetAsk }) => ({ fleetAsk: { ...fleetAsk, threshold } }));
  const { fleet, fleetRun } = deps.store.getState();
  if (fleet === undefined || fleetRun.status === 'running' || threshold === 'none') return;
  if (!Number.isFinite(threshold.value) || !isOfThese(deps.store.getState())) return;
  await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
  if (deps.store.getState().fleetAsk.threshold !== threshold) return;
  const { job, rows } = fleet;
  try {
    const { fleets } = await deps.vault;
    const dated: KeptFleetRow[] = [];
    for (const row of rows) {
      const forecast = row.failure === undefined ? await fleets.forecast(job.id, row.index) : undefined;
      dated.push(
        forecast === undefined ? row : ({ ...row, crossing: crossingOf(forecast, threshold) } as KeptFleetRow),
      );
    }
    const { fleet: shown, fleetAsk } = deps.store.getState();
    // Another threshold, or another job, has come meanwhile.
    if (shown?.job.id !== job.id || shown.rows !== rows || fleetAsk.threshold !== threshold) return;
    const amended = await fleets.amend(job.id, { threshold }, dated);
    deps.store.setState({ fleet: { job: amended, rows: dated } });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** How far the next job looks for the date. */
export const setLookAhead = ({ store }: Deps, lookAheadMs: number): void =>
  store.setState(({ fleetAsk }) => ({ fleetAsk: { ...fleetAsk, lookAheadMs } }));
