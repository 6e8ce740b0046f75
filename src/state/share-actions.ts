import type { Failure } from '../base/errors';
import { StudioError, toFailure } from '../base/errors';
import type { Clustering } from '../clustering/types';
import type { AnomalyScores } from '../detectors/types';
import { csv } from '../exports/csv';
import { lineProtocol } from '../exports/line-protocol';
import { modelBundle } from '../exports/model-bundle';
import { recipe as recipeFile } from '../exports/recipe';
import type { Exporter, ExportInput, TableInput } from '../exports/types';
import type { SeriesFrame } from '../frame/frame';
import { frameLines } from '../frame/line-protocol';
import type { Decomposition, Forecast } from '../frame/parts';
import type { SeriesQuery } from '../frame/query';
import { forecastFrame } from '../pipeline/forecast-frame';
import type { ForecastRun } from '../pipeline/results';
import type { WriteTarget } from '../sources/types';
import { type Deps, runAs, say, sayFailure } from './deps';
import { openModel, sameToTheBit } from './library-actions';
import { openedAt, sourceCard } from './open-actions';
import { recipeOf } from './recipe-actions';
import { latest } from './run';
import { refreshLibrary, titleOf } from './work-actions';

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
  const run = latest(deps.store.getState().training);
  if (run === undefined) return;
  checkTarget(target, recipeOf(deps).query);
  deps.store.setState({ plan: { target, lines: frameLines(forecastFrame(run.forecast), target) } });
}

/** @throws StudioError at `measurement` when it has no name or is the one that was read. */
export function checkTarget(target: Pick<WriteTarget, 'database' | 'measurement'>, query: SeriesQuery): void {
  if (target.measurement.trim() === '') {
    throw new StudioError('bad-input', 'The measurement needs a name.', {
      place: 'measurement',
      next: 'Name one for forecasts.',
    });
  }
  if (target.measurement === query.measurement && target.database === query.database) {
    throw new StudioError(
      'bad-input',
      'That is the measurement the series itself lives in; forecasts would mix with what was measured.',
      {
        place: 'measurement',
        value: target.measurement,
        next: `Name another, for instance ${query.measurement}_forecast.`,
      },
    );
  }
}

/** Forgets the plan; nothing was written. */
export function dropPlan({ store }: Deps): void {
  const { plan: _, ...state } = store.getState();
  store.setState(state, true);
}

/** Writes the plan as it was shown, reads it back and puts it beside the series. */
export async function writePlan(deps: Deps): Promise<void> {
  const { plan } = deps.store.getState();
  const run = latest(deps.store.getState().training);
  if (plan === undefined || run === undefined) return;
  const written = await runAs(deps, 'writing', async (options) => {
    const at = openedAt(deps);
    await deps.engine.run('write', { at, target: plan.target, lines: plan.lines }, options);
    return plan;
  });
  if (written === undefined) return;
  dropPlan(deps);
  deps.held.catalog.clear(); // It may have a measurement more now.
  say(deps, `Wrote ${written.lines.length} points to ${written.target.measurement} in ${written.target.database}.`, {
    tone: 'good',
  });
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

/** Makes a file with an exporter and hands it to the reader. */
async function save<Input extends ExportInput>(deps: Deps, exporter: Exporter<Input>, input: Input): Promise<void> {
  try {
    const { name, bytes } = await exporter.export(input);
    deps.save({ name, bytes, mime: exporter.mime });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** The model on screen as one .zip: recipe, weights, scalers, metrics, history, its forecast and a manifest. */
export const saveModel = (deps: Deps, name: string, { artifact, forecast }: ForecastRun): Promise<void> =>
  save(deps, modelBundle, { name, artifact, forecast });

/** A kept model as one .zip, with the forecast kept beside it, or else computed again. */
export async function saveKeptModel(deps: Deps, id: string): Promise<void> {
  try {
    const vault = await deps.vault;
    const { card, artifact } = await vault.get(id);
    const kept = await vault.results.get('forecast', id);
    const run = kept?.value ?? (await deps.engine.run('forecast', { artifact }));
    await saveModel(deps, card.name, { ...run, artifact });
  } catch (error) {
    sayFailure(deps, error);
  }
}

export const saveForecastCsv = (deps: Deps, name: string, { forecast }: ForecastRun): Promise<void> =>
  save<TableInput>(deps, csv, { kind: 'forecast', name: `${name} forecast`, forecast });

/** The forecast as InfluxDB takes it in, for a source that cannot be written to from here. */
export const saveForecastLines = (deps: Deps, name: string, run: ForecastRun): Promise<void> =>
  save(deps, lineProtocol, {
    name: `${name} forecast`,
    forecast: run.forecast,
    target: { measurement: forecastMeasurement(run), tags: forecastTags(run) },
  });

/** A measurement of its own beside the series', so that forecasts stay apart from what was measured. */
export const forecastMeasurement = ({ artifact: { recipe } }: ForecastRun): string =>
  `${recipe.query.measurement || 'series'}_forecast`;

/**
 * What sets one forecast apart from another: the series' own tags, its field, and the model. A tag of the series' that has
 * one of these names stays what it is: then ours is `forecast_model`.
 */
export function forecastTags({ artifact, forecast }: ForecastRun): Readonly<Record<string, string>> {
  const labels = artifact.history.columns[0]?.labels ?? {};
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('_')));
  const free = (key: string): string => (key in own ? free(`forecast_${key}`) : key);
  return { ...own, [free('field')]: labels._field ?? forecast.target, [free('model')]: artifact.recipe.model.id };
}

export const saveAnomaliesCsv = (deps: Deps, name: string, scores: AnomalyScores): Promise<void> =>
  save<TableInput>(deps, csv, { kind: 'anomaly-ranges', name: `${name} anomalies`, scores });

export const saveClustersCsv = (deps: Deps, clustering: Clustering): Promise<void> =>
  save<TableInput>(deps, csv, { kind: 'clusters', name: 'groups', clustering });

/** Every part of a split as one table. */
export function savePartsCsv(
  deps: Deps,
  name: string,
  { time, observed, trend, seasonal, residual }: Decomposition,
): Promise<void> {
  const part = (key: string, values: Float64Array) => ({ key, values, labels: {} });
  const columns = [
    part('observed', observed),
    part('trend', trend),
    ...seasonal.map(({ period, values }) => part(`season of ${period} steps`, values)),
    part('residual', residual),
  ];
  return save<TableInput>(deps, csv, { kind: 'series', name: `${name} parts`, frames: [{ time, columns }] });
}

/** The recipe as JSON, without data and secrets. */
export const saveRecipe = (deps: Deps, name: string): Promise<void> =>
  save(deps, recipeFile, { name, recipe: recipeOf(deps) });

/**
 * Takes a colleague's bundle into the library and opens it. Gives the failure, to be shown where the file was chosen,
 * when the bundle is damaged, hostile or of a newer version; nothing is kept then.
 */
export async function importModel(deps: Deps, file: File): Promise<Failure | undefined> {
  try {
    const [{ importBundle }, { families }] = await Promise.all([
      import('../exports/import-bundle'),
      import('./all-families'),
    ]);
    const { name, artifact, forecast } = await importBundle(
      { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
      families,
    );
    const vault = await deps.vault;
    const card = await vault.put(artifact, { name, modelTitle: titleOf(artifact.recipe) });
    await refreshLibrary(deps);
    await openModel(deps, card.id);
    say(deps, `Imported “${card.name}”. It is in the library now.`, { tone: 'good' });
    const run = latest(deps.store.getState().training);
    if (forecast !== undefined && run !== undefined && deps.store.getState().openModel?.id === card.id) {
      deps.store.setState({ sameAsKept: sameToTheBit(forecast, run.forecast.point) });
    }
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}
