import { fileCard } from '../file-card';
import { defineSource } from '../types';

/** A file of InfluxDB's annotated CSV, as `influx query --raw` and the Data Explorer write it. */
export const annotatedCsv = defineSource({
  ...fileCard,
  id: 'annotated-csv',
  title: 'InfluxDB annotated CSV',
  summary: 'Reads what a Flux query answered, as `influx query --raw` or the Data Explorer save it.',
  params: {},
  phrase: () => ['from annotated CSV'],
  load: () => import('./source').then((module) => module.annotatedCsv),
});
