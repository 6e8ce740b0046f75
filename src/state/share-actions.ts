import { StudioError } from '../base/errors';
import type { SeriesFrame } from '../frame/frame';
import { frameLines } from '../frame/line-protocol';
import type { Forecast } from '../frame/parts';
import { forecastFrame } from '../pipeline/forecast-frame';
import { exporters } from '../exports';
import type { ExportInput } from '../exports/types';
import type { WriteTarget } from '../sources/types';
import { clearRuns, type Deps, runAs, say, sayFailure } from './deps';
import { openedAt, sourceCard } from './read-actions';
import { recipeOf } from './recipe-actions';
import { refreshLibrary } from './work-actions';
import { openModel } from './library-actions';
import { valueOf } from './run';

/** Whether what is open can be written to. */
export const canWrite = ({ store }: Deps): boolean => {
  const { source, state } = store.getState().connection;
  return source !== undefined && state.status === 'done' && sourceCard(source).writable;
};

/**
 * The points of the forecast on screen as they would be written, for the reader to see first. Nothing is sent.
 * @throws StudioError at `measurement` when it has no name or is the one the series itself lives in.
 */
export function planWrite(deps: Deps, target: WriteTarget): void {
  const run = valueOf(deps.store.getState().training);
  if (run === undefined) return;
  const { query } = recipeOf(deps);
  if (target.measurement.trim() === '') {
    throw new StudioError('bad-input', 'The measurement needs a name.', { place: 'measurement', next: 'Name one for forecasts.' });
  }
  if (target.measurement === query.measurement && target.database === query.database) {
    throw new StudioError('bad-input', 'That is the measurement the series itself lives in; forecasts would mix with what was measured.', {
      place: 'measurement',
      value: target.measurement,
      next: `Name another, for instance ${query.measurement}_forecast.`,
    });
  }
  deps.store.setState({ plan: { target, lines: frameLines(forecastFrame(run.forecast), target) } });
}

/** Forgets the plan; nothing was written. */
export function dropPlan({ store }: Deps): void {
  const { plan: _, ...state } = store.getState();
  store.setState(state, true);
}

/** Writes the plan as it was shown, reads it back and puts it beside the series. */
export async function writePlan(deps: Deps): Promise<void> {
  const { plan } = deps.store.getState();
  const run = valueOf(deps.store.getState().training);
  if (plan === undefined || run === undefined) return;
  const written = await runAs(deps, 'writing', async (options) => {
    const at = openedAt(deps);
    await deps.engine.run('write', { at, target: plan.target, lines: plan.lines }, options);
    return plan;
  });
  if (written === undefined) return;
  dropPlan(deps);
  say(deps, `Wrote ${written.lines.length} points to ${written.target.measurement} in ${written.target.database}.`, { tone: 'good' });
  try {
    const frame = await readBack(deps, written.target, run.forecast);
    if (frame !== undefined) deps.store.setState({ readBack: frame });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** What the database now holds where the forecast was written. */
async function readBack(deps: Deps, target: WriteTarget, forecast: Forecast): Promise<SeriesFrame | undefined> {
  const { time } = forecast;
  const range = { start: time[0] as number, stop: (time.at(-1) as number) + 1 };
  const { frames } = await deps.engine.run('query', {
    at: openedAt(deps),
    query: {
      database: target.database,
      measurement: target.measurement,
      fields: ['yhat'],
      aggregate: 'none',
      everyMs: 0,
      filters: Object.entries(target.tags).map(([tag, value]) => ({ tag, values: [value] })),
      groupBy: [],
      range,
    },
  });
  return frames[0];
}

/** Saves what is on screen with one of the exporters. */
export async function saveAs(deps: Deps, exporter: string, input: ExportInput): Promise<void> {
  try {
    const member = exporters.find(({ id }) => id === exporter);
    if (member === undefined) throw new StudioError('unsupported', `There is no “${exporter}” to save as.`);
    const { name, bytes } = await member.export(input);
    deps.save({ name, bytes, mime: member.mime });
  } catch (error) {
    sayFailure(deps, error);
  }
}
