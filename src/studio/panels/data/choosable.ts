import type { CatalogNode } from '../../../sources/types';

/** A value of a tag as it is offered. */
export interface Choosable {
  readonly name: string;
  readonly chosen: boolean;
  /** It is not among the values known, but was typed: a list may be cut, and a value may come later. */
  readonly typed: boolean;
  readonly count?: number;
}

/** The values that hold what is searched for, in their order; those chosen that are not known come first, what was typed last. */
export function choosable(
  values: readonly CatalogNode[],
  chosen: readonly string[],
  search: string,
): readonly Choosable[] {
  const wanted = search.trim().toLowerCase();
  const known = new Set(values.map(({ name }) => name));
  const on = new Set(chosen);
  const fits = (name: string): boolean => wanted === '' || name.toLowerCase().includes(wanted);
  const typed = search.trim();
  return [
    ...chosen.filter((name) => !known.has(name) && fits(name)).map((name) => ({ name, chosen: true, typed: false })),
    ...values
      .filter(({ name }) => fits(name))
      .map(({ name, count }) => ({ name, chosen: on.has(name), typed: false, ...(count !== undefined && { count }) })),
    ...(typed !== '' && !known.has(typed) && !on.has(typed) ? [{ name: typed, chosen: false, typed: true }] : []),
  ];
}
