import { fileCard } from '../file-card';
import { defineSource } from '../types';

/** A file of InfluxDB's own CSV: annotated, as `influx query --raw` and the Data Explorer write it, or InfluxQL's, as `influx -format csv` does. */
export const annotatedCsv = defineSource({
  ...fileCard,
  id: 'annotated-csv',
  title: 'InfluxDB CSV',
  summary:
    'Reads a saved answer of InfluxDB: annotated CSV (`influx query --raw`, the Data Explorer) or InfluxQL’s (`influx -format csv`).',
  params: {},
  phrase: () => ['from InfluxDB’s CSV'],
  load: () => import('./source').then((module) => module.annotatedCsv),
});
