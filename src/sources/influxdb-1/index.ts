import type { ValuesOf } from '../../base/params';
import { AGGREGATES } from '../aggregate';
import { defineSource } from '../types';
import { select } from './influxql';

const params = {
  url: {
    kind: 'text',
    label: 'Address',
    initial: 'http://localhost:8086',
    placeholder: 'http://localhost:8086',
    help: 'Where InfluxDB answers; http:// is added when missing.',
  },
  auth: {
    kind: 'choice',
    label: 'Sign in',
    initial: 'basic',
    options: [
      { value: 'none', label: 'No' },
      { value: 'basic', label: 'As a user' },
      { value: 'jwt', label: 'By JWT' },
    ],
  },
  username: { kind: 'text', label: 'User', initial: '', help: 'Leave it empty when the server asks for none.' },
  password: {
    kind: 'text',
    label: 'Password',
    initial: '',
    secret: true,
    help: 'In this tab’s memory, unless you ask to keep it.',
  },
  jwt: {
    kind: 'text',
    label: 'JSON Web Token',
    initial: '',
    secret: true,
    help: 'Whoever holds the server’s shared-secret makes one: it names a username and when it runs out (exp), signed with HS256. In this tab’s memory, unless you ask to keep it.',
  },
} as const;

export type Influx1Params = ValuesOf<typeof params>;

/** InfluxDB 1.x. A database is named `db`, or `db/policy` for a retention policy other than its default. */
export const influxdb1 = defineSource({
  id: 'influxdb-1',
  title: 'InfluxDB 1',
  summary: 'Reads InfluxDB 1.x in InfluxQL, and writes forecasts back to it.',
  params,
  phrase: () => ['from ', { text: 'InfluxDB 1', params: ['url', 'auth', 'username', 'password', 'jwt'] }],
  load: () => import('./source').then((module) => module.influxdb1),
  aggregates: AGGREGATES,
  language: 'influxql',
  container: 'database',
  writable: true,
  queryText: select,
});
