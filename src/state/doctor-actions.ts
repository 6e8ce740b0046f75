import type { Choice } from '../base/definition';
import { defaults } from '../base/params';
import type { At } from '../engine/jobs';
import type { Probed } from '../sources/probe';
import type { Check, Diagnosis, Page } from '../sources/types';
import type { Deps } from './deps';
import { openedAt, sourceCard } from './open-actions';
import { recipeOf } from './recipe-actions';

/** Asks an address, unsigned, which InfluxDB answers there. Rejects with words when none does. */
export const probe = (deps: Deps, url: string, page: Page, signal: AbortSignal): Promise<Probed> =>
  deps.engine.run('probe', { url, page }, { signal });

/**
 * Tests a connection step by step: the one that is open or just failed, its secrets included, or the one named, which
 * has none. `tell` hears the checks so far, and the one under way.
 */
export async function diagnose(
  deps: Deps,
  named: Choice | undefined,
  page: Page,
  signal: AbortSignal,
  tell: (checks: readonly Check[], under: Check['id']) => void,
): Promise<Diagnosis> {
  const at = named === undefined ? openedAt(deps) : unsigned(named);
  const database = databaseAt(deps, at);
  return deps.engine.run(
    'diagnose',
    { at, page, ...(database !== undefined && { database }) },
    {
      signal,
      onProgress: ({ part, checkpoint }) => {
        if (part !== undefined && Array.isArray(checkpoint)) tell(checkpoint as Check[], part as Check['id']);
      },
    },
  );
}

const unsigned = ({ id, params }: Choice): At => ({
  source: id,
  opening: { params: { ...defaults(sourceCard(id).params), ...params } },
});

/** The database the recipe reads, where it was chosen for this very address. */
function databaseAt(deps: Deps, { source, opening }: At): string | undefined {
  const { source: chosen, query } = recipeOf(deps);
  const same = chosen.id === source && chosen.params.url === opening.params.url;
  return same && query.database !== '' ? query.database : undefined;
}
