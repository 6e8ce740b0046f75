import { StudioError } from '../base/errors';
import { defaults, type ParamValues } from '../base/params';
import { emptyQuery } from '../frame/query';
import { csv } from '../sources/csv';
import type { CsvPreview } from '../sources/csv/preview';
import { extentOf } from './data-actions';
import { type Deps, sayFailure } from './deps';
import { catalog, connect, read } from './read-actions';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { seriesRead } from './series';
import { suggestInterval } from './suggest';

/** Files of up to this many rows are read as they are; longer ones in means. */
const RAW_ROWS = 50_000;

/** A column of words with more of them than this tells rows apart, not series. */
const MOST_GROUPS = 200;

/** Opens a file of rows, to be looked at before it is read. What is wrong with it stands in the connection's state. */
export async function openFile(deps: Deps, file: File): Promise<void> {
  const { source } = recipeOf(deps);
  // A recipe that came by a link waits for its file, and says how to read it.
  const waits = deps.store.getState().connection.source === undefined && source.id === csv.id;
  deps.store.setState({ room: 'data' });
  changeRecipe(deps, { query: emptyQuery, series: '' });
  await connect(deps, csv.id, waits ? source.params : {}, file);
}

const heldFile = ({ held }: Deps): File => {
  if (held.file instanceof File) return held.file;
  throw new StudioError('empty', 'No file is open.', { next: 'Open one.' });
};

/** How the open file would be read with these parameters. */
export const previewFile = (deps: Deps, params: ParamValues, signal: AbortSignal): Promise<CsvPreview> =>
  deps.engine.run(
    'preview',
    { at: { source: csv.id, opening: { params: { ...defaults(csv.params), ...params }, file: heldFile(deps) } } },
    { signal },
  );

/** Reads the open file with these parameters: every column of numbers, one line per group of its columns of words. */
export async function readFile(deps: Deps, params: ParamValues, { columns, count }: CsvPreview): Promise<void> {
  try {
    if (!(await connect(deps, csv.id, params, heldFile(deps)))) return;
    changeRecipe(deps, { source: { id: csv.id, params } });
    const fields = columns.filter(({ kind }) => kind === 'value').map(({ name }) => name);
    await takeColumns(deps, fields, count);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Takes columns of the open file, as they are while they are not too long. */
export async function takeColumns(deps: Deps, fields: readonly string[], rows: number): Promise<void> {
  try {
    const [database] = await catalog(deps, {});
    const [measurement] = await catalog(deps, { database: database?.name ?? '' });
    const [field] = fields;
    if (database === undefined || measurement === undefined || field === undefined) {
      throw new StudioError('empty', 'No column of this file holds numbers.', {
        next: 'Choose another decimal sign or delimiter, or name the columns of numbers.',
      });
    }
    const path = { database: database.name, measurement: measurement.name };
    const known = await extentOf(deps, { ...path, field });
    const raw = rows <= RAW_ROWS;
    changeRecipe(deps, {
      query: {
        ...emptyQuery,
        ...path,
        fields,
        aggregate: raw ? 'none' : 'mean',
        everyMs: known === undefined ? emptyQuery.everyMs : suggestInterval(known),
        groupBy: await groupsOf(deps, path, rows),
        range: always,
      },
      series: '',
    });
    await read(deps);
    rangeAsRead(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** All time a date can say. */
const always = { start: -8.64e15, stop: 8.64e15 };

/** Puts the range that was read in the place of all time. */
function rangeAsRead(deps: Deps): void {
  const ends = seriesRead(deps.store.getState()).flatMap(({ frame }) => [
    frame.time[0] ?? Number.NaN,
    frame.time.at(-1) ?? Number.NaN,
  ]);
  const known = ends.filter((time) => !Number.isNaN(time));
  if (known.length === 0) return;
  const start = known.reduce((a, b) => Math.min(a, b));
  const stop = known.reduce((a, b) => Math.max(a, b)) + 1;
  amendRecipe(deps, { query: { ...recipeOf(deps).query, range: { start, stop } } });
}

/** The columns of words that set series apart: a few words, two at least, each in several rows. */
async function groupsOf(
  deps: Deps,
  path: { readonly database: string; readonly measurement: string },
  rows: number,
): Promise<readonly string[]> {
  const tags = (await catalog(deps, path)).filter(({ kind }) => kind === 'tag').map(({ name }) => name);
  const sizes = await Promise.all(tags.map(async (tag) => (await catalog(deps, { ...path, tag })).length));
  return tags.filter((_, i) => {
    const words = sizes[i] ?? 0;
    return words > 1 && words <= MOST_GROUPS && 2 * words <= rows;
  });
}
