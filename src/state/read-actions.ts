import { StudioError } from '../base/errors';
import type { ParamValues } from '../base/params';
import { length } from '../frame/frame';
import { clearRuns, type Deps, runAs, sayFailure } from './deps';
import { connect, openedAt, sourceCard } from './open-actions';
import { rememberQueries } from './query-history';
import { type Answered, atOwnSteps, hasOwnText, joined, queriesOf, readEach, unready } from './query-list';
import { hasForeignText, knowTexts } from './query-text';
import { ask, type Manner, questionOf } from './reading';
import { amendRecipe, changeRecipe, recipeOf } from './recipe-actions';
import { reachesEnd } from './refresh-actions';
import { latest } from './run';
import { chosenSeries, seriesRead } from './series';
import { takeSteps } from './shape-actions';
import { suggestHorizon, suggestInterval, wholeIntervals } from './suggest';
import { blankQuery } from './zoned';

/**
 * Opens a database. A recipe that came by a link or with a kept model, and waited for it, is read at once; one that asks
 * in a text of its own only stands there, for that text may be a stranger's and would be sent with the reader's rights.
 */
export async function openDatabase(deps: Deps, source: string, params: ParamValues): Promise<boolean> {
  const connected = await connect(deps, source, params);
  const recipe = recipeOf(deps);
  if (connected && !hasOwnText(recipe) && unready(recipe) === undefined) void read(deps);
  return connected;
}

/**
 * Takes a field of the catalogue: the query is set to all of its time at an interval that keeps the points readable, then
 * read.
 */
export async function takeField(
  deps: Deps,
  path: { readonly database: string; readonly measurement: string; readonly field: string },
): Promise<void> {
  try {
    const range = await deps.engine.run('extent', { at: openedAt(deps), path });
    if (range === undefined) {
      throw new StudioError('empty', `“${path.field}” of ${path.measurement} holds no points.`, {
        next: 'Choose another field.',
      });
    }
    const { aggregates } = sourceCard(recipeOf(deps).source.id);
    const everyMs = suggestInterval(range);
    changeRecipe(deps, {
      query: {
        ...blankQuery(deps),
        database: path.database,
        measurement: path.measurement,
        fields: [path.field],
        aggregate: aggregates.includes('mean') ? 'mean' : (aggregates[0] ?? 'none'),
        everyMs,
        range: wholeIntervals(range, everyMs, deps.store.getState().zone),
      },
      series: '',
    });
    await read(deps);
  } catch (error) {
    sayFailure(deps, error);
  }
}

const foreign = (): StudioError =>
  new StudioError('bad-input', 'This asks in a text of its own, which nobody wrote or sent here.', {
    place: 'text',
    next: 'Look at it in Data, then press Read.',
  });

/**
 * Reads the recipe's queries; one in a text that nobody typed or sent here, only when the person saw it and said so
 * (`seen`): it would be sent with their rights. One that would pass the budget of
 * points a series is not read: `tooLarge` then says how much it is. The exploration and the parts of the chosen series
 * follow by themselves.
 */
export async function read(deps: Deps, manner: Manner = {}): Promise<void> {
  const recipe = recipeOf(deps);
  const { tooLarge: _, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  const asked = Date.now();
  const fresh = { rows: 0, bytes: 0 };
  let answers: readonly Answered[] = [];
  const result = await runAs(deps, 'read', async ({ signal, onProgress }) => {
    const problem = unready(recipe);
    if (problem !== undefined) throw problem;
    if (manner.seen === true) knowTexts(deps, queriesOf(recipe));
    if (hasForeignText(deps, recipe)) throw foreign();
    const here = openedAt(deps);
    const card = sourceCard(here.source);
    answers = await readEach(deps, queriesOf(recipe), async (query) => {
      const came = await ask(deps, { at: here, card, query, manner, signal, onProgress });
      fresh.rows += came.rows;
      fresh.bytes += came.bytes;
      return came.result;
    });
    return joined(answers);
  });
  if (result === undefined) return;
  const readAs = { of: result, at: asked, kept: false, answers, ...fresh, toEnd: false };
  deps.store.setState({ readAs });
  void reachesEnd(deps, recipe.query).then((toEnd) => {
    if (deps.store.getState().readAs === readAs) deps.store.setState({ readAs: { ...readAs, toEnd } });
  });
  const { query, more } = recipeOf(deps);
  const mended = query === recipe.query && more === recipe.more ? atOwnSteps(recipe, answers) : undefined;
  if (mended !== undefined) {
    amendRecipe(deps, mended);
    await read(deps, manner);
    return;
  }
  void rememberQueries(deps, sourceCard(recipe.source.id).language, answers);
  clearRuns(deps, 'clusters');
  await lookAt(deps, recipeOf(deps).series);
}

/** Reads what was found too large, as it was asked. */
export const readAnyway = (deps: Deps): Promise<void> => read(deps, { anyway: true });

/** Takes means (or the aggregate already chosen) over an interval in what was found too large, and reads. */
export async function takeInterval(deps: Deps, everyMs: number): Promise<void> {
  const { query, more = [], source } = recipeOf(deps);
  const large = deps.store.getState().tooLarge?.query ?? query;
  const { aggregates } = sourceCard(source.id);
  const mean = aggregates.includes('mean') ? 'mean' : (aggregates[1] ?? 'none');
  const range = wholeIntervals(query.range, everyMs, query.zone);
  const mended = [query, ...more].map((one) =>
    questionOf({ ...one, ...(large.zone !== undefined && { zone: large.zone }) }) === questionOf(large)
      ? { ...one, everyMs, aggregate: one.aggregate === 'none' ? mean : one.aggregate }
      : one,
  );
  const [first = query, ...beside] = mended;
  changeRecipe(deps, { query: { ...first, range }, ...(beside.length > 0 && { more: beside }) });
  await read(deps);
}

/**
 * Looks at one of the series read: explores it, then splits it into parts. What was known of another is let go. Where the
 * steps by hand fail, a series that only they make stays the chosen one. A newer look, or other data, overtakes it.
 */
export async function lookAt(deps: Deps, series: string): Promise<void> {
  const of = latest(deps.store.getState().read);
  const looking = {};
  deps.held.looking = looking;
  const shaped = await takeSteps(deps);
  if (deps.held.looking !== looking || latest(deps.store.getState().read) !== of) return;
  const names = seriesRead(deps.store.getState()).map(({ name }) => name);
  if (names.includes(series)) changeRecipe(deps, { series });
  else if (shaped) amendRecipe(deps, { series: names[0] ?? '' });
  clearRuns(deps, 'exploration', 'parts', 'training', 'anomalies', 'writing');
  const { openModel: _m, sameAsKept: _s, plan: _p, readBack: _r, ...state } = deps.store.getState();
  deps.store.setState(state, true);
  await explore(deps);
}

/** Statistics, quality, seasons and the verdict; a horizon that suits them; then the parts. */
export async function explore(deps: Deps): Promise<void> {
  await takeSteps(deps);
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  const found = await runAs(deps, 'exploration', (options) =>
    deps.engine.run('explore', { frame: chosen.frame, recipe: recipeOf(deps) }, options),
  );
  if (found === undefined) return;
  const { horizon } = recipeOf(deps);
  if (!deps.held.horizonChosen) {
    const wanted = suggestHorizon(length(chosen.frame), found.acf.periods);
    if (wanted !== horizon) amendRecipe(deps, { horizon: wanted });
  }
  await decompose(deps);
}

/** The reader's own horizon: no longer suggested by the data. */
export function setHorizon(deps: Deps, horizon: number): void {
  deps.held.horizonChosen = true;
  changeRecipe(deps, { horizon });
}

/** Splits the chosen series by the recipe's decomposition. */
export async function decompose(deps: Deps): Promise<void> {
  const chosen = chosenSeries(deps.store.getState());
  if (chosen === undefined) return;
  await runAs(deps, 'parts', (options) =>
    deps.engine.run('decompose', { frame: chosen.frame, recipe: recipeOf(deps) }, options),
  );
}
