import { frameLines } from '../frame/line-protocol';
import type { FleetForecast } from '../pipeline/fleet';
import { forecastFrame } from '../pipeline/forecast-frame';
import type { ForecastRun } from '../pipeline/results';
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

/** What sets the forecast of a series apart; its name too, where others of the job have the same tags and field. */
function tagsOf(
  all: readonly KeptFleetRow[],
): (row: KeptFleetRow, run: ForecastRun) => Readonly<Record<string, string>> {
  const labelled = ({ labels: { _measurement: _, ...labels } }: KeptFleetRow): string =>
    JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  const times = new Map<string, number>();
  for (const row of all) times.set(labelled(row), (times.get(labelled(row)) ?? 0) + 1);
  return (row, run) => ({ ...forecastTags(run), ...((times.get(labelled(row)) ?? 0) > 1 && { series: row.name }) });
}

function linesOf(
  { run, ahead }: FleetForecast,
  tags: Readonly<Record<string, string>>,
  { measurement, reach }: FleetTarget,
): readonly string[] {
  return frameLines(forecastFrame(reach === 'ahead' ? ahead : run.forecast), { measurement, tags });
}

/**
 * What writing all forecasts of the job on screen would write, for the reader to see first. Nothing is sent.
 * @throws StudioError at `measurement` when it has no name or is the one the series live in
 */
export async function planFleet(deps: Deps, target: FleetTarget): Promise<void> {
  const state = deps.store.getState();
  if (state.fleet === undefined) return;
  const { job, rows } = state.fleet;
  for (const query of [job.recipe.query, ...(job.recipe.more ?? [])]) checkTarget(target, query);
  const place = whereTo(state, target);
  const all = rows.filter(worthWriting);
  const left = all.filter(({ writtenTo }) => writtenTo !== place);
  const { fleets } = await deps.vault;
  const first = left[0] && (await fleets.forecast(job.id, left[0].index));
  const tags = left[0] && first && tagsOf(rows)(left[0], first.run);
  deps.store.setState({
    fleetPlan: {
      ...target,
      series: left.length,
      points: left.reduce((sum, { points }) => sum + points[target.reach], 0),
      before: all.length - left.length,
      sample: first && tags ? linesOf(first, tags, target).slice(0, 8) : [],
      tags: Object.keys(tags ?? {}).sort(),
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
  const tagged = tagsOf(fleet.rows);
  let points = 0;
  const written = await runAs(deps, 'fleetWriting', async ({ signal, onProgress }) => {
    const at = openedAt(deps);
    let [next, done] = [0, 0];
    while (next < left.length) {
      const batch: KeptFleetRow[] = [];
      const lines: string[] = [];
      while (next < left.length && batch.length < SERIES_A_BATCH && lines.length < LINES_A_BATCH) {
        const row = left[next++] as Written;
        const forecast = await fleets.forecast(job.id, row.index);
        // There was no room to keep it: there is nothing to write, nor to mark.
        if (forecast === undefined) continue;
        for (const line of linesOf(forecast, tagged(row, forecast.run), target)) lines.push(line);
        batch.push({ ...row, writtenTo: place });
      }
      if (batch.length === 0) break;
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
  const lost = left.length - written;
  if (lost > 0) {
    say(deps, `${lost} of the forecasts could not be kept here, so they were not written. Forecast them again.`, {
      tone: 'bad',
    });
  }
}

/** Notes in the vault and on screen which series were written. */
async function mark(deps: Deps, id: string, batch: readonly KeptFleetRow[]): Promise<void> {
  const job = await (await deps.vault).fleets.amend(id, {}, batch);
  const byIndex = new Map(batch.map((row) => [row.index, row]));
  deps.store.setState(({ fleet }) =>
    fleet?.job.id === id ? { fleet: { job, rows: fleet.rows.map((row) => byIndex.get(row.index) ?? row) } } : {},
  );
}
