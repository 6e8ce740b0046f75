import type { CatalogNode, SourceDefinition } from '../../../sources/types';
import type { Deps } from '../../../state/deps';
import { catalog } from '../../../state/open-actions';

/** Of so many tags of a measurement values are counted without being asked. */
const MOST = 12;

/**
 * The tags of a measurement whose values are counted by listing them: those the source did not count itself. InfluxDB 3
 * would have to read the whole table for it, so there a tag is counted when it is opened or grouped by.
 */
export const countable = (
  language: SourceDefinition['language'] | undefined,
  nodes: readonly CatalogNode[],
): readonly string[] =>
  language === 'sql'
    ? []
    : nodes
        .filter(({ kind, count }) => kind === 'tag' && count === undefined)
        .map(({ name }) => name)
        .slice(0, MOST);

/** Where the values of a tag stand in the catalogue. */
export interface TagPath {
  readonly database: string;
  readonly measurement: string;
  readonly tag: string;
}

/** Counts the values of tags, one after the other, and tells each count as it is known; what fails is left out. */
export async function countEach(
  deps: Deps,
  paths: readonly TagPath[],
  tell: (path: TagPath, count: number) => void,
): Promise<void> {
  for (const path of paths) {
    try {
      tell(path, (await catalog(deps, path)).length);
    } catch {
      // Opening the tag asks again, and says what is wrong.
    }
  }
}
