import type { ValuesOf } from '../../base/params';
import { fileCard } from '../file-card';
import { columnParams } from '../file-params';
import { defineSource } from '../types';

export type ParquetParams = ValuesOf<typeof columnParams>;

/** A Parquet file. */
export const parquet = defineSource({
  ...fileCard,
  id: 'parquet',
  title: 'Parquet file',
  summary: 'Reads columns as pandas, Spark, DuckDB and InfluxDB 3 save them, row group by row group.',
  params: columnParams,
  phrase: () => ['from ', { text: 'a Parquet file', params: Object.keys(columnParams) }],
  load: () => import('./source').then((module) => module.parquet),
});
