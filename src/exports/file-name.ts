const longest = 80;

/**
 * A name as a file can carry it on every system: letters (of any script), digits, dots and dashes, at most 80 of them,
 * never a path, a hidden file or a name Windows keeps for itself. `fallback` stands in for a name with nothing usable.
 */
export function fileName(name: string, extension: string, fallback: string): string {
  const stem = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, longest)
    .replace(/^[-.]+|[-.]+$/g, '')
    .replace(/[\uD800-\uDBFF]$/, '');
  const safe = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(stem) ? `${fallback}-${stem}` : stem;
  return `${safe === '' ? fallback : safe}.${extension}`;
}

/** A name as a folder of a bundle: `a-z`, `0-9` and single dashes, at most 40; empty when nothing is left. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
