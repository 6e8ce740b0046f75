import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { chunksToLines, linesToTables } from '@influxdata/influxdb-client-browser';
import Papa from 'papaparse';
import { quietContext } from '../../src/base/job';
import { defaults } from '../../src/base/params';
import { seeded } from '../../src/base/random';
import { assemble, type RawSeries } from '../../src/sources/assemble';
import { csv } from '../../src/sources/csv';
import { csv as csvSource } from '../../src/sources/csv/source';
import { FluxCsv } from '../../src/sources/flux-csv';
import { Reply } from '../../src/sources/influxdb-1/reply';
import { runtimeFault } from '../../src/sources/influxdb-2/faults';
import { InfluxqlCsv } from '../../src/sources/influxql-csv';
import type { Bench, Figure } from '../run/bench';
import { fileCsv, fluxCsv, influxqlCsv, influxqlJson } from './ingest-data';

const ROWS = 500_000;
const MEMORY_ROWS = 3_000_000;
const TIMES = 5;
const CHUNK = 64 * 1024;

/** Reads bytes and gives the points found, for a check that everybody read the same. */
type Reader = (bytes: Uint8Array) => number | Promise<number>;

function* chunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

interface Decoder {
  push(chunk: Uint8Array): void;
  end(): { readonly series: readonly RawSeries[] };
}

const pointsOf = (frames: readonly { readonly time: Float64Array }[]): number =>
  frames.reduce((sum, { time }) => sum + time.length, 0);

/** Our own way from bytes to frames of Float64Arrays. */
const decoded =
  (make: () => Decoder): Reader =>
  (bytes) => {
    const decoder = make();
    for (const chunk of chunks(bytes)) decoder.push(chunk);
    return pointsOf(assemble(decoder.end().series).frames);
  };

const ourFile: Reader = async (bytes) => {
  const name = `points-${count++}`; // A file read before is at hand.
  const file = new File([bytes.slice()], `${name}.csv`);
  const { frames } = await csvSource.query(
    { params: defaults(csv.params), file },
    {
      database: '',
      measurement: name,
      fields: ['usage_user'],
      aggregate: 'none',
      everyMs: 0,
      filters: [],
      groupBy: ['host'],
      range: { start: 0, stop: 8e15 },
    },
    quietContext(seeded(1)),
  );
  return pointsOf(frames);
};
let count = 0;

/** The official client's own parser, its rows as objects (`queryRows` and `toObject`, as its README reads). */
const client: Reader = (bytes) =>
  new Promise((resolve, reject) => {
    const rows: Record<string, unknown>[] = [];
    const tables = linesToTables({
      next: (row, meta) => {
        rows.push(meta.toObject(row));
      },
      error: reject,
      complete: () => resolve(rows.length),
    });
    const lines = chunksToLines(tables);
    for (const chunk of chunks(bytes)) lines.next(chunk);
    lines.complete();
  });

/** Papa Parse as one uses it: a header, numbers told from words. */
const papa: Reader = (bytes) =>
  Papa.parse(new TextDecoder().decode(bytes), { header: true, dynamicTyping: true, skipEmptyLines: true }).data.length;

/** Line by line through JSON.parse into arrays of rows, as every client of 1.x does. */
const plainJson: Reader = (bytes) => {
  let rows = 0;
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line === '') continue;
    const answer: { results: { series?: { values: unknown[][] }[] }[] } = JSON.parse(line);
    for (const { series } of answer.results) for (const { values } of series ?? []) rows += values.length;
  }
  return rows;
};

interface Case {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly readers: Readonly<Record<string, Reader>>;
}

const cases: readonly Case[] = [
  {
    name: 'flux csv',
    bytes: () => fluxCsv(ROWS),
    readers: { undertone: decoded(() => new FluxCsv(runtimeFault)), 'influxdb-client': client },
  },
  {
    name: 'influxql csv',
    bytes: () => influxqlCsv(ROWS),
    readers: { undertone: decoded(() => new InfluxqlCsv()), papaparse: papa },
  },
  {
    name: 'influxql json',
    bytes: () => influxqlJson(ROWS),
    readers: { undertone: decoded(() => new Reply('http://localhost')), 'JSON.parse': plainJson },
  },
  { name: 'file csv', bytes: () => fileCsv(ROWS), readers: { undertone: ourFile, papaparse: papa } },
];

/** Rows a second from bytes to typed arrays (the peers: to what they give), the best of five; and the memory of it. */
export const ingest: Bench = async ({ say }) => {
  const figures: Figure[] = [];
  for (const { name, bytes, readers } of cases) {
    const all = bytes();
    for (const [subject, read] of Object.entries(readers)) {
      say(`${name}, ${subject}…`);
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < TIMES; i++) {
        const started = performance.now();
        const points = await read(all);
        best = Math.min(best, performance.now() - started);
        if (points !== ROWS) throw new Error(`${subject} read ${points} of ${ROWS} rows of ${name}`);
      }
      figures.push({ case: name, subject, value: Math.round((1000 * ROWS) / best), unit: 'rows/s' });
    }
  }
  say('flux csv, memory…');
  figures.push({
    case: 'flux csv memory',
    subject: 'undertone',
    value: peak(fluxCsv(MEMORY_ROWS)),
    unit: 'times the arrays',
  });
  return figures;
};

/** The most that decoding holds at once, what is garbage left out, over the bytes of the arrays it ends with. */
function peak(bytes: Uint8Array): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    collect();
    collect(); // The first only marks the buffers that the second gives back.
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let most = 0;
  let pushed = 0;
  const decoder = new FluxCsv(runtimeFault);
  for (const chunk of chunks(bytes)) {
    decoder.push(chunk);
    if (++pushed % 256 === 0) most = Math.max(most, held());
  }
  const { series } = decoder.end();
  most = Math.max(most, held());
  const { frames } = assemble(series);
  most = Math.max(most, held());
  return Math.round((100 * (most - before)) / (16 * pointsOf(frames))) / 100;
}
