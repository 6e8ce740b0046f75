import type { ValuesOf } from '../../base/params';
import { fileCard } from '../file-card';
import { auto } from '../file-params';
import { defineSource } from '../types';

const params = {
  precision: {
    kind: 'choice',
    label: 'Times are in',
    initial: 'auto',
    options: [
      auto,
      { value: 'ns', label: 'Nanoseconds' },
      { value: 'us', label: 'Microseconds' },
      { value: 'ms', label: 'Milliseconds' },
      { value: 's', label: 'Seconds' },
    ],
  },
} as const;

export type LineProtocolParams = ValuesOf<typeof params>;

/** A file of InfluxDB's line protocol, as its exports write it. */
export const lineProtocol = defineSource({
  ...fileCard,
  id: 'line-protocol',
  title: 'Line protocol',
  summary: 'Reads points in InfluxDB’s line protocol, such as influx_inspect and influxd inspect export them.',
  params,
  phrase: () => ['from ', { text: 'line protocol', params: Object.keys(params) }],
  load: () => import('./source').then((module) => module.lineProtocol),
});
