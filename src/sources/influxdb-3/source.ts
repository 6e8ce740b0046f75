import { StudioError, throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { SeriesQuery } from '../../frame/query';
import { AGGREGATES } from '../aggregate';
import { askedWell, NOTHING, ownText } from '../ask-well';
import { assemble, type RawSeries } from '../assemble';
import { onlyReads as onlyReadsInfluxql } from '../only-reads-influxql';
import { bodyOf, brokenNote, chunksOf, linesOf } from '../stream';
import type { CatalogNode, CatalogPath, Opening, QueryResult, Source } from '../types';
import type { Influx3Params } from '.';
import { answerTo, databases, isThere, rowsOf, urlOf, versionOf, write } from './client';
import { fitted, kindOf, type TableColumn } from './columns';
import { CsvRows } from './csv-rows';
import { JsonRows } from './json-rows';
import { onlyReads } from './only-reads';
import { columnsOf, extentOf, LATELY, sqlOf, TABLES, valuesOf } from './sql';

const LINES_A_REQUEST = 5000;
const VALUES_SHOWN = 10_000;
/** A first line that says so has a person's own text read as InfluxQL, which takes it for a comment. */
const INFLUXQL = /^\s*--\s*influxql\s*\n/i;

/** A question about a whole table; where the server will not open all of it, about its last days. */
async function widely(
  params: Influx3Params,
  database: string,
  ctx: JobContext,
  text: (only?: string) => string,
): Promise<{ readonly rows: string[][]; readonly lately: boolean }> {
  try {
    return { rows: await rowsOf(params, database, text(), ctx), lately: false };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'bad-query') throw error;
    return { rows: await rowsOf(params, database, text(LATELY), ctx), lately: true };
  }
}

async function columnsIn(
  params: Influx3Params,
  database: string,
  measurement: string,
  ctx: JobContext,
): Promise<TableColumn[]> {
  const rows = await rowsOf(params, database, columnsOf(measurement), ctx);
  return rows.flatMap(([name = '', type = '']) => {
    const kind = kindOf(type);
    return kind === undefined || name === 'time' ? [] : [{ name, kind }];
  });
}

async function catalog({ params }: Opening<Influx3Params>, path: CatalogPath, ctx: JobContext): Promise<CatalogNode[]> {
  const { database, measurement, tag } = path;
  if (database === undefined) {
    const named = params.database.trim();
    return (named === '' ? await databases(params, ctx) : [named]).map((name) => ({ kind: 'database', name }));
  }
  if (measurement === undefined) {
    return (await rowsOf(params, database, TABLES, ctx)).map(([name = '']) => ({ kind: 'measurement', name }));
  }
  if (tag !== undefined) {
    const { rows, lately } = await widely(params, database, ctx, (only) =>
      valuesOf(measurement, tag, VALUES_SHOWN, only),
    );
    const when = lately ? ' in the last 3 days' : '';
    return rows.map(([name = '', points = '']) => ({ kind: 'value', name, detail: `${points} points${when}` }));
  }
  const columns = await columnsIn(params, database, measurement, ctx);
  return [
    ...columns
      .filter(({ kind }) => kind !== 'tag')
      .map(({ name, kind }): CatalogNode => ({ kind: 'field', name, detail: kind })),
    ...columns.filter(({ kind }) => kind === 'tag').map(({ name }): CatalogNode => ({ kind: 'tag', name })),
  ];
}

/** The bytes of an answer as they come; `broken` is told when they end before the answer does. */
const chunksIn = (params: Influx3Params, response: Response, ctx: JobContext, broken: () => void) =>
  chunksOf(bodyOf(response), urlOf(params), ctx, broken);

/** Frames and notes of what was read. */
function result(
  read: { readonly series: readonly RawSeries[]; readonly notes: readonly string[] },
  { text, rows, broken, fields }: { text: string; rows: number; broken: boolean; fields: readonly string[] },
): QueryResult {
  const made = assemble(read.series, fields);
  const notes = [...(broken ? [brokenNote(rows)] : []), ...read.notes, ...made.notes];
  return { frames: made.frames, rows, text, notes: [...notes, ...(made.frames.length === 0 ? [NOTHING] : [])] };
}

const reading = (ctx: JobContext, rows: number): void =>
  ctx.progress({ phase: 'Reading', done: rows, total: 0, unit: 'rows' });

async function readBuilt(params: Influx3Params, asked: SeriesQuery, ctx: JobContext): Promise<QueryResult> {
  const columns = await columnsIn(params, asked.database, asked.measurement, ctx);
  const { query, notes } = fitted(asked, columns);
  if (query === undefined) return { frames: [], rows: 0, notes: [...notes, NOTHING], text: sqlOf(asked) };
  const text = sqlOf(query);
  const response = await answerTo(params, { language: 'sql', database: query.database, text, format: 'csv' }, ctx);
  const csv = new CsvRows(query.groupBy, query.fields, { _measurement: query.measurement });
  let broken = false;
  const chunks = chunksIn(params, response, ctx, () => {
    broken = true;
  });
  for await (const chunk of chunks) {
    csv.push(chunk);
    reading(ctx, csv.rows);
  }
  return result({ series: csv.end(!broken), notes }, { text, rows: csv.rows, broken, fields: query.fields });
}

async function readOwn(
  params: Influx3Params,
  { database, fields }: SeriesQuery,
  text: string,
  ctx: JobContext,
): Promise<QueryResult> {
  const language = INFLUXQL.test(text) ? 'influxql' : 'sql';
  (language === 'sql' ? onlyReads : onlyReadsInfluxql)(text);
  const response = await answerTo(params, { language, database, text, format: 'jsonl' }, ctx);
  const json = new JsonRows(urlOf(params));
  let broken = false;
  const chunks = chunksIn(params, response, ctx, () => {
    broken = true;
  });
  for await (const line of linesOf(chunks)) {
    if (broken) break; // What follows the last line break is half a row.
    json.push(line);
    if (json.rows % 1000 === 0) reading(ctx, json.rows);
  }
  reading(ctx, json.rows);
  return result(json.series(), { text, rows: json.rows, broken, fields });
}

/** InfluxDB 3.x over its HTTP API: SQL, answers decoded byte by byte as they stream in. */
export const influxdb3: Source<Influx3Params> = {
  async connect({ params }, ctx) {
    const named = params.database.trim();
    // Both want the token: a version alone would not tell whether it is good.
    if (named === '') await databases(params, ctx);
    else await rowsOf(params, named, TABLES, ctx);
    const version = await versionOf(params, ctx).catch((error: unknown) => {
      throwIfCancelled(ctx.signal);
      if (error instanceof StudioError) return undefined; // Some leave it out, or lock it away.
      throw error;
    });
    return { product: `InfluxDB ${version ?? '3'}` };
  },

  catalog,

  async extent({ params }, { database, measurement, field }, ctx) {
    const columns = await columnsIn(params, database, measurement, ctx);
    if (!columns.some(({ name, kind }) => name === field && kind !== 'tag')) return undefined;
    const { rows } = await widely(params, database, ctx, (only) => extentOf(measurement, field, only));
    const [start = Number.NaN, stop = Number.NaN] = (rows[0] ?? []).map((stamp) => Date.parse(`${stamp}Z`));
    return Number.isFinite(start) && Number.isFinite(stop) ? { start, stop: stop + 1 } : undefined;
  },

  async query({ params }, query, ctx) {
    const own = ownText(query);
    if (own !== undefined) return readOwn(params, query, own, ctx);
    askedWell(query, AGGREGATES);
    return readBuilt(params, query, ctx);
  },

  async write({ params }, target, lines, ctx) {
    const gone = await isThere(params, target.database, ctx);
    // InfluxDB 3 would make a database of any name, a mistyped one too.
    if (gone !== undefined) {
      throw new StudioError('not-found', gone.message, {
        next: `Create it first: influxdb3 create database '${target.database}'`,
        place: 'database',
        value: target.database,
      });
    }
    for (let at = 0; at < lines.length; at += LINES_A_REQUEST) {
      throwIfCancelled(ctx.signal);
      await write(params, target.database, lines.slice(at, at + LINES_A_REQUEST).join('\n'), ctx);
      ctx.progress({
        phase: 'Writing',
        done: Math.min(lines.length, at + LINES_A_REQUEST),
        total: lines.length,
        unit: 'points',
      });
    }
  },
};
