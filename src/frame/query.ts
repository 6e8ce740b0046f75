import type { TimeRange } from './frame';

/** What is asked of a source: which series, at what resolution, over which time. Plain data, part of the recipe. */
export interface SeriesQuery {
  /** InfluxDB's database (1.x) or bucket (2.x); the demo set; empty for a file. */
  readonly database: string;
  readonly measurement: string;
  readonly fields: readonly string[];
  /** One of the source's `aggregates`; `none` reads raw points. */
  readonly aggregate: string;
  /** Bucket interval in milliseconds; ignored when `aggregate` is `none`. */
  readonly everyMs: number;
  /** Points whose tag has one of the values; no values = any. */
  readonly filters: readonly { readonly tag: string; readonly values: readonly string[] }[];
  /** One series per combination of these tags. */
  readonly groupBy: readonly string[];
  readonly range: TimeRange;
  /** What stands in buckets without points; absent = they are left out. Ignored when `aggregate` is `none`. */
  readonly fill?: QueryFill;
  /** The aggregate's own number: the percent of `percentile` (default 95), the unit in ms of `derivative` and `integral` (default 1000). */
  readonly amount?: number;
  /** IANA name of the zone whose clock and calendar count: days and weeks of buckets begin there. Absent = UTC. */
  readonly zone?: string;
  /** The person's own query text, sent as it is instead of the built one; absent = the built one. */
  readonly text?: string;
}

/** `gap` = a missing value, `previous` = the value before, `linear` = a straight line between; a number = itself. */
export type QueryFill = 'gap' | 'previous' | 'linear' | number;

/** A query for nothing yet. */
export const emptyQuery: SeriesQuery = {
  database: '',
  measurement: '',
  fields: [],
  aggregate: 'mean',
  everyMs: 60_000,
  filters: [],
  groupBy: [],
  range: { start: 0, stop: 0 },
};
