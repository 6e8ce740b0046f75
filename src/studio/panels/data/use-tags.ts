import { useEffect, useState } from 'react';
import type { SeriesQuery } from '../../../frame/query';
import type { CatalogNode } from '../../../sources/types';
import { catalog } from '../../../state/open-actions';
import { useDeps } from '../../context';
import { LISTED } from './query-words';
import { countEach } from './tag-counts';

const none: readonly CatalogNode[] = [];

/** The fields and tags of the query's measurement, once known. */
export function useMeasurement({
  database,
  measurement,
}: Pick<SeriesQuery, 'database' | 'measurement'>): readonly CatalogNode[] {
  const deps = useDeps();
  const of = JSON.stringify([database, measurement]);
  const [known, setKnown] = useState<{ readonly of: string; readonly nodes: readonly CatalogNode[] }>();
  useEffect(() => {
    if (measurement === '') return;
    let gone = false;
    catalog(deps, { database, measurement }).then(
      (nodes) => {
        if (!gone) setKnown({ of, nodes });
      },
      () => undefined, // The catalogue beside it says what is wrong, and offers to try again.
    );
    return () => {
      gone = true;
    };
  }, [deps, database, measurement, of]);
  return known?.of === of ? known.nodes : none;
}

/**
 * How many values tags have: what the catalogue tells with them and, for the tags that are asked about, counted from
 * their values. Unknown while that is under way, and where there are more than are listed.
 */
export function useTagCounts(
  { database, measurement }: Pick<SeriesQuery, 'database' | 'measurement'>,
  nodes: readonly CatalogNode[],
  asked: readonly string[],
): ReadonlyMap<string, number> {
  const deps = useDeps();
  const [counted, setCounted] = useState<{ readonly of: string; readonly counts: ReadonlyMap<string, number> }>();
  const of = JSON.stringify([database, measurement]);
  const told = new Map(
    nodes.flatMap(({ kind, name, count }) => (kind === 'tag' && count !== undefined ? [[name, count] as const] : [])),
  );
  const unknown = JSON.stringify([...new Set(asked)].filter((tag) => !told.has(tag)));
  useEffect(() => {
    if (measurement === '') return;
    let gone = false;
    const paths = (JSON.parse(unknown) as string[]).map((tag) => ({ database, measurement, tag }));
    void countEach(deps, paths, ({ tag }, many) => {
      if (gone || many >= LISTED) return;
      setCounted((before) => ({ of, counts: new Map(before?.of === of ? before.counts : []).set(tag, many) }));
    });
    return () => {
      gone = true;
    };
  }, [deps, database, measurement, of, unknown]);
  return new Map([...(counted?.of === of ? counted.counts : []), ...told]);
}
