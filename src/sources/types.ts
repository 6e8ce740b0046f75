import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame, TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';

/** Where a source reads from: its parameters (secrets included, in memory only) and, for files, the file. */
export interface Opening<P = ParamValues> {
  readonly params: P;
  readonly file?: Blob;
}

/** Where in the catalogue one stands; each level present opens the next. */
export interface CatalogPath {
  readonly database?: string;
  readonly measurement?: string;
  /** With it, the values of that tag are listed. */
  readonly tag?: string;
}

/** One entry of the catalogue. A measurement lists its fields and tags; a tag its values. */
export interface CatalogNode {
  readonly kind: 'database' | 'measurement' | 'field' | 'tag' | 'value';
  readonly name: string;
  /** A field's type or unit, a set's description; shown beside the name. */
  readonly detail?: string;
}

/** What a query gave: the frames, one per series group, and what had to be mended or left out. */
export interface QueryResult {
  readonly frames: readonly SeriesFrame[];
  readonly rows: number;
  /** Human sentences about bad rows, duplicates, truncation; empty when all was well. */
  readonly notes: readonly string[];
  /** The query text that was sent; empty for sources without one. */
  readonly text: string;
}

/** Where a forecast is written. */
export interface WriteTarget {
  readonly database: string;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A place series come from. `catalog` lists one level; `query` reads. All reject with a `StudioError`. */
export interface Source<P = ParamValues> {
  /** Checks the connection and says what answered, e.g. `InfluxDB 2.7.12`. */
  connect(opening: Opening<P>, ctx: JobContext): Promise<{ readonly product: string }>;
  catalog(opening: Opening<P>, path: CatalogPath, ctx: JobContext): Promise<readonly CatalogNode[]>;
  /** The time from the first to just after the last point of a field, or undefined when it has none. */
  extent(
    opening: Opening<P>,
    path: Required<Pick<CatalogPath, 'database' | 'measurement'>> & { readonly field: string },
    ctx: JobContext,
  ): Promise<TimeRange | undefined>;
  query(opening: Opening<P>, query: SeriesQuery, ctx: JobContext): Promise<QueryResult>;
  /** Writes line protocol (millisecond times). Present only where the source can be written to. */
  write?(opening: Opening<P>, target: WriteTarget, lines: readonly string[], ctx: JobContext): Promise<void>;
}

/** A source's calling card: what it can aggregate, and how it would say a query (pure, for the editor). */
export interface SourceDefinition<S extends ParamSchema = ParamSchema> extends Definition<S, Source<ValuesOf<S>>> {
  /** Aggregate functions pushed down to it, `none` first where raw points can be read. */
  readonly aggregates: readonly string[];
  /** The language of `queryText`, or `none`. */
  readonly language: 'influxql' | 'flux' | 'sql' | 'none';
  /** What it calls its top level: `database`, `bucket`, `set`, `file`. */
  readonly container: string;
  readonly writable: boolean;
  queryText(query: SeriesQuery): string;
}

export type SourceMember = SourceDefinition & Member<Source>;

/** Defines a source with its parameter types inferred. */
export const defineSource = <S extends ParamSchema>(definition: SourceDefinition<S>): SourceDefinition<S> => definition;
