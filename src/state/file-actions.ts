import { fromFailure, StudioError } from '../base/errors';
import { quietContext } from '../base/job';
import { defaults, type ParamValues } from '../base/params';
import { sources } from '../sources';
import type { FilePreview } from '../sources/table';
import { extentOf } from './data-actions';
import { type Deps, runAs, say, sayFailure } from './deps';
import { record } from './history';
import { catalog, connect, openedAt, sourceCard } from './open-actions';
import { read } from './read-actions';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { seriesRead } from './series';
import { suggestInterval, wholeIntervals } from './suggest';
import { blankQuery } from './zoned';

/** Files of up to this many rows are read as they are; longer ones in means. */
const RAW_ROWS = 50_000;

/** A column of words with more of them than this tells rows apart, not series. */
const MOST_GROUPS = 200;

/** More series than this are not read unasked. */
const MOST_SERIES = 500;

/** The kinds of file that can be read. */
export const fileKinds = sources
  .map(({ id }) => sourceCard(id))
  .filter(({ file }) => file === true)
  .map(({ id, title }) => ({ id, title }));

/** Whether a source is a file. */
export const isFile = (source: string | undefined): boolean => fileKinds.some(({ id }) => id === source);

/**
 * Opens a file, to be looked at before it is read; its kind is found by itself unless `kind` says it. What is wrong with
 * it stands in the connection's state; one that cannot be read at all is refused in passing.
 */
export async function openFile(deps: Deps, file: File, kind?: string): Promise<void> {
  const { source } = recipeOf(deps);
  const { status } = deps.store.getState().connection.state;
  try {
    const { formatOfFile } = await import('../sources/sniff');
    const id =
      kind ??
      (await formatOfFile(
        file,
        quietContext(() => 0),
      ));
    deps.store.setState({ room: 'data' });
    // A recipe that came by a link or with a model waits for its file, and says how to read it.
    const waits = source.id === id && (status === 'idle' || status === 'failed');
    deps.store.setState(({ recipe }) => {
      const { more: _m, steps: _s, ...others } = recipe.present;
      return { recipe: record(recipe, { ...(waits ? recipe.present : others), query: blankQuery(deps), series: '' }) };
    });
    await connect(deps, id, waits ? source.params : {}, file);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Opens the first of several files, and says so. */
export async function openFiles(deps: Deps, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  await openFile(deps, first);
  if (files.length > 1) {
    const others = files.length === 2 ? 'the other one was' : `the other ${files.length - 1} were`;
    say(deps, `One file is read at a time: “${first.name}” is open, ${others} left alone.`);
  }
}

const endings: Readonly<Record<string, string>> = { 'line-protocol': 'lp', 'json-lines': 'jsonl' };

/** Opens text that was pasted as a file of its kind. */
export async function openText(deps: Deps, text: string): Promise<void> {
  const { formatOfText } = await import('../sources/sniff');
  const kind = formatOfText(text);
  await openFile(deps, new File([text], `pasted.${endings[kind] ?? 'csv'}`, { lastModified: deps.now() }), kind);
}

const heldFile = ({ held }: Deps): File => {
  if (held.file instanceof File) return held.file;
  throw new StudioError('empty', 'No file is open.', { next: 'Open one.' });
};

/** How the open file would be read with these parameters. */
export async function previewFile(deps: Deps, params: ParamValues, signal: AbortSignal): Promise<FilePreview> {
  const { source = '' } = deps.store.getState().connection;
  const opening = { params: { ...defaults(sourceCard(source).params), ...params }, file: heldFile(deps) };
  return deps.engine.run('preview', { at: { source, opening } }, { signal });
}

/** Takes the open file for one of another kind. */
export const takeFor = (deps: Deps, kind: string): Promise<void> => openFile(deps, heldFile(deps), kind);

/** Reads the open file with these parameters: every column of numbers, one line per group of its columns of words. */
export async function readFile(deps: Deps, params: ParamValues): Promise<void> {
  const { source = '' } = deps.store.getState().connection;
  try {
    const file = heldFile(deps);
    if (!(await connect(deps, source, params, file))) return;
    changeRecipe(deps, { source: { id: source, params } });
    // What follows finds it read: this is where it takes its time.
    const path = { database: file.name };
    const load = () =>
      runAs(deps, 'loading', (options) => deps.engine.run('catalog', { at: openedAt(deps), path }, options));
    if ((await load()) === undefined) {
      const { loading } = deps.store.getState();
      if (loading.status === 'failed') sayFailure(deps, fromFailure(loading.failure));
      return;
    }
    await takeColumns(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/**
 * Takes columns of the open file, as they are while they are not too long: those of its first measurement, or the one
 * that is named.
 */
export async function takeColumns(
  deps: Deps,
  only?: { readonly measurement: string; readonly field: string },
): Promise<void> {
  try {
    const [database] = await catalog(deps, {});
    const tables = await catalog(deps, { database: database?.name ?? '' });
    const measurement = tables.find(({ name }) => only === undefined || name === only.measurement);
    const path = { database: database?.name ?? '', measurement: measurement?.name ?? '' };
    const nodes = await catalog(deps, path);
    const fields = nodes.filter(({ kind }) => kind === 'field').map(({ name }) => name);
    const names = only === undefined ? fields : [only.field];
    const [field] = names;
    if (field === undefined) {
      throw new StudioError('empty', 'No column of this file holds numbers.', {
        next: 'Choose another decimal sign or delimiter, or name the columns of numbers.',
      });
    }
    const known = await extentOf(deps, { ...path, field });
    const rows = measurement?.count ?? 0;
    const groups = nodes
      .filter(({ kind }) => kind === 'tag')
      .map(({ name, count = 0 }) => ({ name, words: count }))
      .filter(({ words }) => words > 1 && words <= MOST_GROUPS && 2 * words <= rows);
    const series = groups.reduce((product, { words }) => product * words, 1);
    changeRecipe(deps, {
      query: {
        ...blankQuery(deps),
        ...path,
        fields: names.slice(0, Math.max(1, Math.floor(MOST_SERIES / series))),
        aggregate: rows <= RAW_ROWS ? 'none' : 'mean',
        ...(known !== undefined && { everyMs: suggestInterval(known) }),
        groupBy: groups.map(({ name }) => name),
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
  const ends = seriesRead({ read: deps.store.getState().read }).flatMap(({ frame }) => [
    frame.time[0] ?? Number.NaN,
    frame.time.at(-1) ?? Number.NaN,
  ]);
  const known = ends.filter((time) => !Number.isNaN(time));
  if (known.length === 0) return;
  const start = known.reduce((a, b) => Math.min(a, b));
  const stop = known.reduce((a, b) => Math.max(a, b)) + 1;
  const { query } = recipeOf(deps);
  // A bucket stands at its start; what is in the last one belongs to what was read.
  const last = query.aggregate === 'none' ? stop : wholeIntervals({ start, stop }, query.everyMs, query.zone).stop;
  const range = { start, stop: last };
  amendRecipe(deps, { query: { ...query, range } });
  const { readAs } = deps.store.getState();
  if (readAs === undefined) return;
  const answers = readAs.answers.map((answer) => ({ ...answer, query: { ...answer.query, range } }));
  deps.store.setState({ readAs: { ...readAs, answers } });
}
