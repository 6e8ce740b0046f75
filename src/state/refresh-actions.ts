import { StudioError } from '../base/errors';
import type { TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { ownText } from '../sources/ask-well';
import type { KeptFrames } from '../vault/types';
import { extentAnew, extentOf } from './data-actions';
import { type Deps, runAs, say, sayFailure } from './deps';
import { sourceCard } from './open-actions';
import { type Answered, joined, queriesOf, readEach } from './query-list';
import { lookAt, read } from './read-actions';
import { covers, cutTo, isDatabase, questionOf } from './reading';
import { amendRecipe, recipeOf } from './recipe-actions';
import { latest } from './run';
import { wholeIntervals } from './suggest';

const pathOf = ({ database, measurement, fields: [field] }: SeriesQuery) =>
  field === undefined ? undefined : { database, measurement, field };

/** Whether a query's range reaches to where its first field's data ended when that was last asked, or beyond. */
export async function reachesEnd(deps: Deps, query: SeriesQuery): Promise<boolean> {
  const path = pathOf(query);
  if (path === undefined || ownText(query) !== undefined || !isDatabase(deps.store.getState().connection.source))
    return false;
  const extent = await extentOf(deps, path).catch(() => undefined); // Then the range stays where it is.
  return extent !== undefined && query.range.stop >= extent.stop;
}

/**
 * Reads what has come since: of each query only what is newer than the last bucket held. Where the range reached the end of
 * the data, its end moves along. Says so where there can be nothing newer.
 */
export async function refresh(deps: Deps): Promise<void> {
  const { connection, read: run, readAs } = deps.store.getState();
  if (!isDatabase(connection.source)) {
    say(deps, 'There is nothing newer: files and demo data stay as they are.');
    return;
  }
  const { query } = recipeOf(deps);
  const { range } = query;
  const path = pathOf(query);
  if (path !== undefined && readAs?.of === latest(run) && readAs?.toEnd === true) {
    try {
      const stop = endOf(query, await extentAnew(deps, path));
      if (stop > query.range.stop) amendRecipe(deps, { query: { ...query, range: { ...query.range, stop } } });
    } catch (error) {
      sayFailure(deps, error);
      return;
    }
  }
  await read(deps, { newer: true });
  const { query: now } = recipeOf(deps);
  const { read: after, tooLarge } = deps.store.getState();
  const failed = latest(after) === latest(run) && tooLarge === undefined;
  // The range says what is held, not what was hoped for.
  if (failed && questionOf(now) === questionOf(query)) amendRecipe(deps, { query: { ...now, range } });
}

const endOf = (query: SeriesQuery, extent: TimeRange | undefined): number =>
  extent === undefined
    ? Number.NEGATIVE_INFINITY
    : query.aggregate === 'none'
      ? extent.stop
      : wholeIntervals(extent, query.everyMs, query.zone).stop;

/** Reads all of it once more, whatever is held: for points that came late, or were changed. */
export const readAnew = (deps: Deps): Promise<void> => read(deps, { anew: true });

/** Reads what is missing of what was read in part. */
export const readRest = (deps: Deps): Promise<void> => read(deps, { newer: true });

/** What is kept here of the recipe's queries, from a read before; undefined unless all of them were read, over all of its range. */
export async function keptReads(deps: Deps): Promise<readonly KeptFrames[] | undefined> {
  const recipe = recipeOf(deps);
  if (!isDatabase(recipe.source.id)) return undefined;
  const { frames } = await deps.vault;
  const { params } = sourceCard(recipe.source.id);
  const queries = queriesOf(recipe);
  const cards = await Promise.all(queries.map((query) => frames.card(recipe.source, params, query)));
  const known = cards.filter((card, i) => card !== undefined && covers(card.query.range, queries[i] ?? card.query));
  return known.length === cards.length ? known.filter((card) => card !== undefined) : undefined;
}

const notKept = (): StudioError =>
  new StudioError('empty', 'What is asked for is no longer kept here, or not over all of this range.', {
    next: 'Connect, then read it.',
  });

/** Opens what was read before of the recipe's queries: no server is asked. */
export async function openKept(deps: Deps): Promise<void> {
  const recipe = recipeOf(deps);
  const { params } = sourceCard(recipe.source.id);
  let at = Number.POSITIVE_INFINITY;
  let answers: readonly Answered[] = [];
  const result = await runAs(deps, 'read', async () => {
    const { frames } = await deps.vault;
    answers = await readEach(deps, queriesOf(recipe), async (query) => {
      const kept = await frames.get(recipe.source, params, query);
      if (kept === undefined || !covers(kept.card.query.range, query)) throw notKept();
      at = Math.min(at, kept.card.readAt);
      return cutTo(query, kept.card.query.range, kept.result);
    });
    return joined(answers);
  });
  if (result === undefined) return;
  deps.store.setState({ readAs: { of: result, at, kept: true, answers, rows: 0, bytes: 0, toEnd: false } });
  await lookAt(deps, recipe.series);
}
