import type { SourceDefinition } from '../sources/types';
import type { KeptQuery } from '../vault/types';
import { type Deps, say, sayFailure } from './deps';
import type { Answered } from './query-list';
import { changeRecipe, recipeOf } from './recipe-actions';

/** A server's address without user, password and path; empty for a source without one. */
export function hostOf(address: unknown): string {
  if (typeof address !== 'string' || address.trim() === '') return '';
  try {
    return new URL(/^\w+:\/\//.test(address.trim()) ? address.trim() : `http://${address.trim()}`).host;
  } catch {
    return ''; // What cannot be read as an address is not kept: it might be anything.
  }
}

/** Keeps the queries of a read in the history, in the language of the open source. That this fails is worth words, not the read. */
export async function rememberQueries(
  deps: Deps,
  language: SourceDefinition['language'],
  answered: readonly Answered[],
): Promise<void> {
  const { source, params } = deps.store.getState().connection;
  if (source === undefined || language === 'none') return;
  try {
    const vault = await deps.vault;
    const host = hostOf(params.url);
    for (const { query, result, seconds } of answered) {
      const { text, rows } = result;
      if (text.trim() !== '') await vault.queries.keep({ text, language, source, host, query, rows, seconds });
    }
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** The history of queries that the open source understands, the last read first. */
export async function queriesKept(deps: Deps): Promise<readonly KeptQuery[]> {
  const { source } = deps.store.getState().connection;
  const kept = await (await deps.vault).queries.list();
  return kept.filter((one) => one.source === source);
}

/** Puts a query of the history in hand, as it was asked; undoable. It is read when the person says so. */
export function askAgain(deps: Deps, { query }: KeptQuery): void {
  const before = recipeOf(deps).query;
  const { range } = query.range.stop > query.range.start ? query : before;
  changeRecipe(deps, { query: { ...query, range } });
}

export const starQuery = (deps: Deps, id: string, starred: boolean): Promise<void> =>
  attempt(deps, async () => (await deps.vault).queries.star(id, starred));

/** Forgets queries of the history, or all of the open source that have no star; the notice can undo it. */
export const forgetQueries = (deps: Deps, ids?: readonly string[]): Promise<void> =>
  attempt(deps, async () => {
    const vault = await deps.vault;
    const all = ids ?? (await queriesKept(deps)).filter(({ starred }) => !starred).map(({ id }) => id);
    if (all.length === 0) return;
    const token = await vault.queries.remove(all);
    say(deps, all.length === 1 ? 'Forgot a query.' : `Forgot ${all.length} queries.`, { undo: { model: token } });
  });

async function attempt(deps: Deps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    sayFailure(deps, error);
  }
}
