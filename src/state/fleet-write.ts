import { frameLines } from '../frame/line-protocol';
import type { FleetForecast } from '../pipeline/fleet';
import { forecastFrame } from '../pipeline/forecast-frame';
import type { KeptFleetRow } from '../vault/types';
import { type Deps, runAs, say } from './deps';
import { openedAt } from './open-actions';
import { checkTarget, forecastTags } from './share-actions';
import type { FleetTarget, Studio } from './store';

/** Series written in one go, and lines: what is written then is marked, and not written again. */
const SERIES_A_BATCH = 20;
const LINES_A_BATCH = 5000;

const noted = (target: FleetTarget, url: unknown): string =>
  JSON.stringify([url, target.database, target.measurement, target.reach]);

const whereTo = ({ connection }: Studio, target: FleetTarget): string => noted(target, connection.params.url);

type Written = KeptFleetRow & { readonly failure?: never };

const worthWriting = (row: KeptFleetRow): row is Written => row.failure === undefined;

function linesOf({ run, ahead }: FleetForecast, { measurement, reach }: FleetTarget): readonly string[] {
  const forecast = reach === 'ahead' ? ahead : run.forecast;
  return frameLines(forecastFrame(forecast), { measurement, tags: forecastTags(run) });
}

/**
 * What writing all forecasts of the job on screen would write, for the reader to see first. Nothing is sent.
 * @throws StudioError at `measurement` when it has no name or is the one the series live in
 */
export async function planFleet(deps: Deps, target: FleetTarget): Promise<void> {
  const state = deps.store.getState();
  if (state.fleet === undefined) return;
  const { job, rows } = state.fleet;
  checkTarget(target, job.recipe.query);
  const place = whereTo(state, target);
  const all = rows.filter(worthWriting);
  const left = all.filter(({ writtenTo }) => writtenTo !== place);
  const { fleets } = await deps.vault;
  const first = left[0] && (await fleets.forecast(job.id, left[0].index));
  deps.store.setState({
    fleetPlan: {
      ...target,
      series: left.length,
      points: left.reduce((sum, { points }) => sum + points[target.reach], 0),
      before: all.length - left.length,
      sample: first === undefined ? [] : linesOf(first, target).slice(0, 8),
      tags: first === undefined ? [] : Object.keys(forecastTags(first.run)).sort(),
    },
  });
}

/** Forgets the plan; nothing was written. */
export function dropFleetPlan({ store }: Deps): void {
  const { fleetPlan: _, ...state } = store.getState();
  store.setState(state, true);
}

/**
 * Writes the plan as it was shown, some series at a time. Those written are marked: stopped in between, writing goes on
 * with the others.
 */
export async function writeFleet(deps: Deps): Promise<void> {
  const { fleetPlan: plan, fleet } = deps.store.getState();
  if (plan === undefined || fleet === undefined) return;
  const { job } = fleet;
  const { series: total, points: _p, before: _b, sample: _s, tags: _t, ...target } = plan;
  const place = whereTo(deps.store.getState(), target);
  const { fleets } = await deps.vault;
  const left = fleet.rows.filter((row): row is Written => worthWriting(row) && row.writtenTo !== place);
  let points = 0;
  const written = await runAs(deps, 'fleetWriting', async ({ signal, onProgress }) => {
    const at = openedAt(deps);
    let done = 0;
    while (done < left.length) {
      const batch: KeptFleetRow[] = [];
      const lines: string[] = [];
      while (done + batch.length < left.length && batch.length < SERIES_A_BATCH && lines.length < LINES_A_BATCH) {
        const row = left[done + batch.length] as Written;
        const forecast = await fleets.forecast(job.id, row.index);
        if (forecast !== undefined) lines.push(...linesOf(forecast, target));
        batch.push({ ...row, writtenTo: place });
      }
      await deps.engine.run('write', { at, target: { ...target, tags: {} }, lines }, { signal });
      points += lines.length;
      done += batch.length;
      await mark(deps, job.id, batch);
      onProgress({ phase: 'Writing', done, total, unit: 'series' });
    }
    return done;
  });
  if (written === undefined) return;
  dropFleetPlan(deps);
  deps.held.catalog.clear(); // It may have a measurement more now.
  const what = `${points.toLocaleString('en')} points of ${written} series`;
  say(deps, `Wrote ${what} to ${target.measurement} in ${target.database}.`, { tone: 'good' });
}

/** Notes in the vault and on screen which series were written. */
async function mark(deps: Deps, id: string, batch: readonly KeptFleetRow[]): Promise<void> {
  const job = await (await deps.vault).fleets.amend(id, {}, batch);
  const byIndex = new Map(batch.map((row) => [row.index, row]));
  deps.store.setState(({ fleet }) =>
    fleet?.job.id === id ? { fleet: { job, rows: fleet.rows.map((row) => byIndex.get(row.index) ?? row) } } : {},
  );
}
