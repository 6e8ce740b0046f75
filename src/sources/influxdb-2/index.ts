import type { ValuesOf } from '../../base/params';
import { AGGREGATES } from '../aggregate';
import { defineSource } from '../types';
import { fluxOf } from './flux';

const params = {
  url: {
    kind: 'text',
    label: 'Address',
    initial: 'http://localhost:8086',
    placeholder: 'http://localhost:8086',
    help: 'Where InfluxDB answers; http:// is added when missing.',
  },
  org: { kind: 'text', label: 'Organisation', initial: '', help: 'Its name, as InfluxDB shows it.' },
  token: {
    kind: 'text',
    label: 'Token',
    initial: '',
    secret: true,
    help: 'An API token that may read the bucket, and write to it for forecasts. In this tab’s memory, unless you ask to keep it.',
  },
} as const;

export type Influx2Params = ValuesOf<typeof params>;

/** InfluxDB 2.x and Cloud (TSM). */
export const influxdb2 = defineSource({
  id: 'influxdb-2',
  title: 'InfluxDB 2',
  summary: 'Reads InfluxDB 2.x in Flux, and writes forecasts back to it.',
  params,
  phrase: () => ['from ', { text: 'InfluxDB 2', params: ['url', 'org', 'token'] }],
  load: () => import('./source').then((module) => module.influxdb2),
  aggregates: AGGREGATES,
  language: 'flux',
  container: 'bucket',
  writable: true,
  queryText: fluxOf,
});
