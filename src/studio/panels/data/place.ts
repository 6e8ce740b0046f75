import type { CatalogNode } from '../../../sources/types';

/** What a line of the catalogue stands for: the way to it, and its kind. */
export interface Place {
  readonly kind: CatalogNode['kind'];
  readonly database: string;
  readonly measurement: string;
  readonly tag: string;
  readonly name: string;
}

export const idOf = ({ kind, database, measurement, tag, name }: Place): string =>
  JSON.stringify([kind, database, measurement, tag, name]);

/** The branches one opens on the way to a query's fields, by id; none before anything was chosen. */
export function wayTo({
  database,
  measurement,
}: {
  readonly database: string;
  readonly measurement: string;
}): readonly string[] {
  if (database === '') return [];
  const top: Place = { kind: 'database', database: '', measurement: '', tag: '', name: database };
  const below: Place = { kind: 'measurement', database, measurement: '', tag: '', name: measurement };
  return measurement === '' ? [idOf(top)] : [idOf(top), idOf(below)];
}
