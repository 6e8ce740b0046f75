import type { ValuesOf } from '../../base/params';
import { defineSource } from '../types';
import { SQL_AGGREGATES, sqlOf } from './sql';

const params = {
  url: {
    kind: 'text',
    label: 'Address',
    initial: 'http://localhost:8181',
    placeholder: 'http://localhost:8181',
    help: 'Where InfluxDB answers; http:// is added when missing.',
  },
  token: {
    kind: 'text',
    label: 'Token',
    initial: '',
    secret: true,
    help: 'A token that may read the database, and write to it for forecasts. In this tab’s memory, unless you ask to keep it.',
  },
  database: {
    kind: 'text',
    label: 'Database',
    initial: '',
    help: 'Only where the token may not list the databases; empty lists them.',
  },
} as const;

export type Influx3Params = ValuesOf<typeof params>;

/** InfluxDB 3.x, Core and Enterprise. */
export const influxdb3 = defineSource({
  id: 'influxdb-3',
  title: 'InfluxDB 3',
  summary: 'Reads InfluxDB 3 in SQL, or InfluxQL of your own, and writes forecasts back to it.',
  params,
  phrase: () => ['from ', { text: 'InfluxDB 3', params: ['url', 'token', 'database'] }],
  load: () => import('./source').then((module) => module.influxdb3),
  aggregates: SQL_AGGREGATES,
  language: 'sql',
  container: 'database',
  writable: true,
  queryText: sqlOf,
});
