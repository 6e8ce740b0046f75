import type { Definition, Member } from '../base/definition';
import type { JobContext } from '../base/job';
import type { ParamSchema, ParamValues, ValuesOf } from '../base/params';
import type { SeriesFrame, TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import type { FilePreview } from './table';

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
  /** How many values a tag has, how many points a value: whatever the source can tell at little cost. */
  readonly count?: number;
}

/** Records that could not be used: how many, and the first of them with the reason. */
export interface BadRecords {
  readonly count: number;
  readonly first: readonly { readonly place: string; readonly reason: string; readonly text: string }[];
}

/** What a query would read, counted by the source itself at little cost. */
export interface Estimate {
  /** Points over all series. */
  readonly points: number;
  readonly series: number;
  /** False where it was counted on a part of the range and scaled up. */
  readonly exact: boolean;
}

/** Where the page that asks was loaded from; floors below know no `location`. */
export interface Page {
  readonly origin: string;
  readonly secure: boolean;
}

/** One test of a connection. `failed` ends the row: those after it are `skipped`. */
export interface Check {
  readonly id: 'mixed-content' | 'local-network' | 'reachable' | 'cors' | 'auth' | 'org' | 'database';
  readonly title: string;
  readonly verdict: 'passed' | 'failed' | 'unknown' | 'skipped';
  /** What was seen, in a sentence. */
  readonly words: string;
}

/** What a connection's tests found, and what to copy to mend it. */
export interface Diagnosis {
  readonly checks: readonly Check[];
  /** What is wrong, in a sentence or two; absent when all passed. */
  readonly wrong?: string;
  /** The source that suits what answers, where it is another than was chosen. */
  readonly product?: string;
  /** Exact text to copy: a command, a configuration, an address. The likeliest first. */
  readonly fixes: readonly {
    readonly title: string;
    readonly language: 'shell' | 'nginx' | 'text';
    readonly text: string;
  }[];
}

/** How many rows and values of a reading were mended or left out, over all of its series. */
export interface Mended {
  /** Points at the time of another; the last of each was kept. */
  readonly duplicates: number;
  /** Rows after a later one; sorted in. */
  readonly unordered: number;
  /** Rows without a readable time; left out. */
  readonly badTimes: number;
  /** Infinite values; they became gaps. */
  readonly infinite: number;
}

/** What a query gave: the frames, one per series group, and what had to be mended or left out. */
export interface QueryResult {
  readonly frames: readonly SeriesFrame[];
  readonly rows: number;
  /** Human sentences about bad rows, duplicates, truncation; empty when all was well. */
  readonly notes: readonly string[];
  /** The figures behind those sentences; absent where nobody counted. */
  readonly mended?: Mended;
  /** Bytes that were decoded, where that is known. */
  readonly bytes?: number;
  /** Present when there were any. */
  readonly bad?: BadRecords;
  /** Stretches of the range that did not come, though they were asked for: asking again reads them alone. */
  readonly missing?: readonly TimeRange[];
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
  /** How much a query would read; undefined where it cannot be told cheaply. */
  estimate?(opening: Opening<P>, query: SeriesQuery, ctx: JobContext): Promise<Estimate | undefined>;
  /** How a file would be read. Present on files alone. */
  preview?(opening: Opening<P>, ctx: JobContext): Promise<FilePreview>;
  /** Tests a connection step by step, up to the database named if any; never rejects but with `cancelled`. */
  diagnose?(opening: Opening<P>, page: Page, ctx: JobContext, database?: string): Promise<Diagnosis>;
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
  /** Whether it is read from a file the reader opens; absent = no. */
  readonly file?: true;
  queryText(query: SeriesQuery): string;
}

export type SourceMember = SourceDefinition & Member<Source>;

/** Defines a source with its parameter types inferred. */
export const defineSource = <S extends ParamSchema>(definition: SourceDefinition<S>): SourceDefinition<S> => definition;
