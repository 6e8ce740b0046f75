/** The decoders on answers of the real servers, byte for byte, beside the official client and JSON.parse. */
import { chunksToLines, linesToTables } from '@influxdata/influxdb-client-browser';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Decoded } from '../src/sources/decoded';
import { FluxCsv } from '../src/sources/flux-csv';
import { Reply } from '../src/sources/influxdb-1/reply';
import { runtimeFault } from '../src/sources/influxdb-2/faults';
import { fluxOf } from '../src/sources/influxdb-2/flux';
import { InfluxqlCsv } from '../src/sources/influxql-csv';
import { useInflux1, useInflux2, writeLines } from './harness';

const START = Date.UTC(2026, 2, 29);
const VALUES = [
  '1',
  '-0.5',
  '1e300',
  '5e-324',
  '0.1234567890123456789',
  '12345678901234567',
  '3.14',
  '1e21',
  '0',
  '-7.25',
];

/** Floats of every length, whole numbers beyond 2^53, flags and texts, in series whose names need quotes. */
const LINES = Array.from({ length: 900 }, (_, i) => {
  const host = ['a', 'b\\ "c"', 'd\\,e'][i % 3];
  const value = i % 5 === 4 ? String(Math.sin(i) * 10 ** ((i % 30) - 15)) : VALUES[i % VALUES.length];
  const whole = i % 7 === 0 ? '9223372036854775807i' : `${i * 1_000_003}i`;
  return `m,host=${host} u=${value},n=${whole},ok=${i % 2 === 0},s="x,\\"${i}\\"" ${START + i * 777}`;
}).join('\n');

/** Cuts bytes into pieces whose lengths follow each other irregularly. */
function* pieces(bytes: Uint8Array, seed: number): Generator<Uint8Array> {
  let state = seed;
  for (let at = 0; at < bytes.length; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const length = 1 + (state % (seed * 37));
    yield bytes.slice(at, at + length);
    at += length;
  }
}

interface Decoder {
  push(chunk: Uint8Array): void;
  end(): Decoded;
}

/** Every point as text, in no order; however the bytes were cut. */
function pointsOf(make: () => Decoder, bytes: Uint8Array): string[] {
  const read = [1, 2, 3, 50, 5000].map((seed) => {
    const decoder = make();
    for (const piece of pieces(bytes, seed)) decoder.push(piece);
    return decoder
      .end()
      .series.flatMap(({ labels, time, fields }) =>
        fields.flatMap(({ field, values }) =>
          [...time].map((t, i) => JSON.stringify([labels.host, field, t, String(values[i])])),
        ),
      )
      .toSorted();
  });
  for (const other of read.slice(1)) expect(other).toEqual(read[0]);
  return read[0] ?? [];
}

describe('answers of InfluxDB 2.7', () => {
  const server = useInflux2();
  beforeAll(async () => {
    await writeLines({ server: server() }, LINES);
  });

  it('mean to us what they mean to the official client', async () => {
    const { url, org, token, bucket } = server();
    for (const fields of [['u'], ['n'], ['u', 'n', 'ok']]) {
      const query = fluxOf({
        database: bucket,
        measurement: 'm',
        fields,
        aggregate: 'none',
        everyMs: 0,
        filters: [],
        groupBy: ['host'],
        range: { start: START, stop: START + 1e7 },
      });
      const response = await fetch(`${url}/api/v2/query?org=${encodeURIComponent(org)}`, {
        method: 'POST',
        headers: { Authorization: `Token ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({
          type: 'flux',
          query,
          dialect: { header: true, delimiter: ',', annotations: ['datatype', 'group', 'default'] },
        }),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const theirs = (await rowsOfClient(bytes)).map((row) =>
        JSON.stringify([row.host, row._field, Date.parse(String(row._time)), String(Number(row._value))]),
      );
      expect(theirs).toHaveLength(900 * fields.length);
      expect(pointsOf(() => new FluxCsv(runtimeFault), bytes)).toEqual(theirs.toSorted());
    }
  });
});

function rowsOfClient(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, unknown>[] = [];
    const tables = linesToTables({
      next: (row, meta) => {
        rows.push(meta.toObject(row));
      },
      error: reject,
      complete: () => resolve(rows),
    });
    const lines = chunksToLines(tables);
    lines.next(bytes);
    lines.complete();
  });
}

describe('answers of InfluxDB 1.6.7', () => {
  const server = useInflux1();
  beforeAll(async () => {
    await writeLines({ server: server(), database: 'raw' }, LINES);
  });

  const answer = async (headers: Record<string, string> = {}): Promise<Uint8Array> => {
    const q = 'SELECT u, n, ok FROM m GROUP BY host';
    const body = new URLSearchParams({ db: 'raw', epoch: 'ms', chunked: 'true', chunk_size: '100', q });
    const response = await fetch(`${server().url}/query`, { method: 'POST', headers, body });
    return new Uint8Array(await response.arrayBuffer());
  };

  it('mean to us what they mean to JSON.parse, as JSON and as CSV', async () => {
    const bytes = await answer();
    const theirs = new TextDecoder()
      .decode(bytes)
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).results[0].series)
      .flatMap(({ tags, values }: { tags: { host: string }; values: [number, ...unknown[]][] }) =>
        values.flatMap(([t, ...cells]) =>
          cells.map((cell, i) =>
            JSON.stringify([tags.host, ['u', 'n', 'ok'][i], t, String(cell === null ? Number.NaN : Number(cell))]),
          ),
        ),
      );
    expect(theirs).toHaveLength(2700);
    expect(pointsOf(() => new Reply('http://here'), bytes)).toEqual(theirs.toSorted());
    expect(pointsOf(() => new InfluxqlCsv(), await answer({ Accept: 'application/csv' }))).toEqual(theirs.toSorted());
  });
});
