import type { VersionCard } from '../vault/types';
import { MOST_VERSION_BYTES, MOST_VERSIONS } from '../vault/versions';

/** What made room for a new version, in words; empty when nothing did. */
export function goneWords(gone: readonly VersionCard[]): string {
  if (gone.length === 0) return '';
  const which = gone.length === 1 ? 'Version' : 'Versions';
  const numbers = gone.map(({ number }) => number).join(', ');
  return ` ${which} ${numbers} made room for it: a model keeps ${MOST_VERSIONS} older ones and ${MOST_VERSION_BYTES / 2 ** 20} MB of them, those you pin the longest.`;
}
