import type { ValuesOf } from '../../base/params';
import { AGGREGATES } from '../aggregate';
import { defineSource } from '../types';

const params = {
  seed: {
    kind: 'number',
    label: 'Seed',
    initial: 2,
    min: 0,
    max: 2_147_483_647,
    integer: true,
    help: 'Another seed gives other noise around the same seasons and the same planted incidents.',
  },
} as const;

export type DemoParams = ValuesOf<typeof params>;

/** Realistic data with known truth, made in the tab. */
export const demo = defineSource({
  id: 'demo',
  title: 'Demo data',
  summary:
    'A fleet of hosts, a hundred disks, city sensors and the load of a power grid, made on the spot without a network.',
  params,
  phrase: () => ['from ', { text: 'the demo data', params: ['seed'] }],
  load: () => import('./source').then((module) => module.demo),
  aggregates: AGGREGATES,
  language: 'none',
  container: 'set',
  writable: false,
  queryText: () => '',
});
