import type { JobContext } from '../../base/job';
import type { SeriesQuery } from '../../frame/query';
import { bucketsOf } from '../../math/wall-buckets';
import { AGGREGATES } from '../aggregate';
import { askedWell, ownText } from '../ask-well';
import { FluxCsv } from '../flux-csv';
import { PATIENCE_MS } from '../http';
import { loginMark } from '../login-mark';
import { readNumbers } from '../needs-numbers';
import { estimated, type Piece, type Reading, readSliced } from '../sliced';
import { taken } from '../stream';
import type { CatalogNode, CatalogPath, Opening, Source } from '../types';
import { writeLines } from '../write-lines';
import type { Influx2Params } from '.';
import { answerTo, cellsOf, orgOf, request } from './client';
import { countOf } from './count';
import { diagnose } from './doctor';
import { isTypeFault, runtimeFault, writeRefusal } from './faults';
import { extentOf, fieldsOf, fluxOf, measurementsOf, samplesOf, tagsOf, tagValuesOf } from './flux';
import { onlyReads } from './only-reads';

const BUCKETS_A_PAGE = 100;
const VALUES_SHOWN = 10_000;
const OWN_COLUMNS = new Set(['_start', '_stop', '_time', '_value', '_field', '_measurement']);
const NUMERIC = new Set(['double', 'long', 'unsignedLong']);

const GET = { method: 'GET', headers: { accept: 'application/json' } };

async function bucketPage(params: Influx2Params, offset: number, limit: number, ctx: JobContext) {
  const asked = new URLSearchParams({ org: orgOf(params), limit: String(limit), offset: String(offset) });
  return request(params, `/api/v2/buckets?${asked}`, GET, '', ctx, { patienceMs: PATIENCE_MS });
}

/** The buckets people made, in the server's order; its own (`_monitoring`, `_tasks`) are left out. */
async function buckets(params: Influx2Params, ctx: JobContext): Promise<CatalogNode[]> {
  const nodes: CatalogNode[] = [];
  for (let offset = 0; ; offset += BUCKETS_A_PAGE) {
    const { answer } = await bucketPage(params, offset, BUCKETS_A_PAGE, ctx);
    const page: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'buckets') : [];
    const found: unknown[] = Array.isArray(page) ? page : [];
    for (const bucket of found) {
      if (typeof bucket !== 'object' || bucket === null || Reflect.get(bucket, 'type') === 'system') continue;
      nodes.push({ kind: 'database', name: String(Reflect.get(bucket, 'name')) });
    }
    if (found.length < BUCKETS_A_PAGE) return nodes;
  }
}

async function column(params: Influx2Params, query: string, ctx: JobContext): Promise<string[]> {
  return (await cellsOf(params, query, ctx)).map((row) => row._value?.text ?? '').filter((name) => name !== '');
}

const nodes = (kind: CatalogNode['kind'], names: readonly string[]): CatalogNode[] =>
  names.toSorted().map((name) => ({ kind, name }));

async function catalog({ params }: Opening<Influx2Params>, path: CatalogPath, ctx: JobContext): Promise<CatalogNode[]> {
  const { database, measurement, tag } = path;
  if (database === undefined) return buckets(params, ctx);
  if (measurement === undefined) return nodes('measurement', await column(params, measurementsOf(database), ctx));
  if (tag !== undefined) {
    return nodes('value', await column(params, tagValuesOf(database, measurement, tag, VALUES_SHOWN), ctx));
  }
  const [fields, tags] = await Promise.all([
    column(params, fieldsOf(database, measurement), ctx),
    column(params, tagsOf(database, measurement), ctx),
  ]);
  return [
    ...nodes('field', fields),
    ...nodes(
      'tag',
      tags.filter((name) => !OWN_COLUMNS.has(name)),
    ),
  ];
}

/** Reads a Flux text in one request. */
async function answered(params: Influx2Params, text: string, ctx: JobContext): Promise<Piece> {
  const csv = new FluxCsv(runtimeFault);
  const came = await taken((broken) => answerTo(params, text, ctx, broken), csv, ctx);
  return { ...csv.end(!came.broken), ...came };
}

async function piece(params: Influx2Params, query: SeriesQuery, ctx: JobContext): Promise<Piece> {
  const came = await answered(params, fluxOf(query), ctx);
  if (ownText(query) !== undefined || query.aggregate === 'none') return came;
  return { ...came, series: came.series.map((one) => ({ ...one, time: labelled(one.time, query) })) };
}

const reading = (params: Influx2Params, query: SeriesQuery): Reading => ({
  place: ['influxdb-2', params.url, params.org, loginMark(params.token)],
  query,
  text: fluxOf(query),
  together: false,
  piece: (part, ctx) => piece(params, part, ctx),
  countIn: async (part, ctx) => (await answered(params, countOf(part), ctx)).series,
});

/** Flux labels the first, cut window by the start of the range; here, as in InfluxQL, a bucket is labelled by its own. */
const labelled = (time: Float64Array, { everyMs, zone }: SeriesQuery): Float64Array => {
  const { startOf } = bucketsOf(everyMs, zone);
  return time.map((t) => startOf(t));
};

/** InfluxDB 2.x: Flux through the official client's transport, answers decoded byte by byte as they stream in. */
export const influxdb2: Source<Influx2Params> = {
  async connect({ params }, ctx) {
    const { version } = await bucketPage(params, 0, 1, ctx);
    return { product: `InfluxDB ${version?.replace(/^v/, '') ?? '2'}` };
  },

  catalog,

  diagnose,

  async extent({ params }, { database, measurement, field }, ctx) {
    const rows = await cellsOf(params, extentOf(database, measurement, field), ctx);
    const times = rows.map((row) => Date.parse(row._time?.text ?? '')).filter(Number.isFinite);
    return times.length === 0 ? undefined : { start: Math.min(...times), stop: Math.max(...times) + 1 };
  },

  async query({ params }, query, ctx) {
    const own = ownText(query);
    if (own !== undefined) {
      onlyReads(own);
      return readSliced(reading(params, query), ctx);
    }
    askedWell(query, AGGREGATES);
    const numeric = async () => {
      const samples = await cellsOf(params, samplesOf(query.database, query.measurement), ctx);
      const wordy = new Set(
        samples.filter((row) => !NUMERIC.has(row._value?.type ?? '')).map((row) => row._field?.text ?? ''),
      );
      return (field: string) => !wordy.has(field);
    };
    return readNumbers((part) => reading(params, part), query, isTypeFault, numeric, ctx);
  },

  estimate: ({ params }, query, ctx) => estimated(reading(params, query), ctx),

  async write({ params }, target, lines, ctx) {
    const to = new URLSearchParams({ org: orgOf(params), bucket: target.database, precision: 'ms' });
    const options = { method: 'POST', headers: { 'content-type': 'text/plain; charset=utf-8' } };
    const send = (body: string) =>
      request(params, `/api/v2/write?${to}`, options, body, ctx, { refused: writeRefusal });
    await writeLines(lines, send, ctx);
  },
};
