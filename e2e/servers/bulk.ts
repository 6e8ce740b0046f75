/** Millions of points, written fast: line protocol made straight into bytes, sent in large batches, several at once. */
import { requestText } from './http';
import { type Influx1, influx1Headers } from './influx1';
import type { Influx2 } from './influx2';

export interface Bulk {
  readonly measurement: string;
  readonly hosts: number;
  /** Points a host. */
  readonly points: number;
  /** The first time, in ms since 1970 UTC. */
  readonly from: number;
  readonly stepMs: number;
}

const BATCH = 50_000;
const AT_ONCE = 3;

export const hostName = (host: number): string => `host-${String(host).padStart(2, '0')}`;

/** The value of a host's i-th point: exact in a few digits, different from its neighbours. */
export const bulkValue = (host: number, i: number): number => host * 1000 + (i % 997) / 4;

export type BulkTarget = { readonly server: Influx1; readonly database: string } | { readonly server: Influx2 };

/** Writes every point of every host. */
export async function writeBulk(target: BulkTarget, bulk: Bulk): Promise<void> {
  const { url, headers } = addressOf(target);
  const batches = Math.ceil((bulk.hosts * bulk.points) / BATCH);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < batches) {
      const body = linesOf(bulk, next++);
      await requestText('writing in bulk', url, { method: 'POST', headers, body });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** One batch: host after host, each in the order of time, as databases like it best. */
function linesOf({ measurement, points, hosts, from, stepMs }: Bulk, batch: number): string {
  const lines: string[] = [];
  const end = Math.min(hosts * points, (batch + 1) * BATCH);
  for (let k = batch * BATCH; k < end; k++) {
    const host = Math.floor(k / points);
    const i = k % points;
    lines.push(`${measurement},host=${hostName(host)} v=${bulkValue(host, i)} ${from + i * stepMs}`);
  }
  return lines.join('\n');
}

function addressOf(target: BulkTarget): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  if ('database' in target) {
    const asked = new URLSearchParams({ db: target.database, precision: 'ms' });
    return { url: `${target.server.url}/write?${asked}`, headers: influx1Headers(target.server) };
  }
  const { url, org, bucket, token } = target.server;
  const asked = new URLSearchParams({ org, bucket, precision: 'ms' });
  return { url: `${url}/api/v2/write?${asked}`, headers: { Authorization: `Token ${token}` } };
}
