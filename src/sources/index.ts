import { annotatedCsv } from './annotated-csv';
import { csv } from './csv';
import { demo } from './demo';
import { influxdb1 } from './influxdb-1';
import { influxdb2 } from './influxdb-2';
import { influxdb3 } from './influxdb-3';
import { jsonLines } from './json-lines';
import { lineProtocol } from './line-protocol';
import { parquet } from './parquet';
import type { SourceMember } from './types';

/** Every place series can come from, in the order of the menu. */
export const sources = [
  demo,
  influxdb3,
  influxdb2,
  influxdb1,
  csv,
  parquet,
  lineProtocol,
  annotatedCsv,
  jsonLines,
] as const satisfies readonly SourceMember[];
