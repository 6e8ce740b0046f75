import { StudioError, throwIfCancelled } from '../../base/errors';
import type { JobContext } from '../../base/job';
import type { SeriesQuery } from '../../frame/query';
import { askedWell, NOTHING, ownText } from '../ask-well';
import { loginMark } from '../login-mark';
import { onlyReads as onlyReadsInfluxql } from '../only-reads-influxql';
import { estimated, type Piece, type Reading, readSliced } from '../sliced';
import { bodyOf, chunksOf, linesOf, taken } from '../stream';
import type { CatalogNode, CatalogPath, Opening, QueryResult, Source } from '../types';
import { writeLines } from '../write-lines';
import type { Influx3Params } from '.';
import { answerTo, databases, isThere, rowsOf, urlOf, versionOf, write } from './client';
import { fitted, kindOf, type TableColumn } from './columns';
import { CsvRows } from './csv-rows';
import { diagnose } from './doctor';
import { JsonRows } from './json-rows';
import { onlyReads } from './only-reads';
import { askable, columnsOf, extentOf, LATELY, SQL_AGGREGATES, sqlOf, TABLES, valuesOf } from './sql';

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

/** Reads a query that fits its table, in one request. */
async function piece(params: Influx3Params, query: SeriesQuery, ctx: JobContext): Promise<Piece> {
  const asked = { language: 'sql', database: query.database, text: sqlOf(query), format: 'csv' } as const;
  const response = await answerTo(params, asked, ctx);
  const csv = new CsvRows(query.groupBy, query.fields, { _measurement: query.measurement });
  const came = await taken((broken) => chunksOf(bodyOf(response), urlOf(params), ctx, broken), csv, ctx);
  return { ...csv.end(!came.broken), ...came };
}

const reading = (params: Influx3Params, query: SeriesQuery): Reading => ({
  place: ['influxdb-3', params.url, loginMark(params.token)],
  query,
  text: sqlOf(query),
  together: true,
  piece: (part, ctx) => piece(params, part, ctx),
  countIn: async (part, ctx) => (await piece(params, part, ctx)).series,
});

async function readBuilt(params: Influx3Params, asked: SeriesQuery, ctx: JobContext): Promise<QueryResult> {
  const columns = await columnsIn(params, asked.database, asked.measurement, ctx);
  const { query, notes } = fitted(asked, columns);
  if (query === undefined) return { frames: [], rows: 0, notes: [...notes, NOTHING], text: sqlOf(asked) };
  return readSliced({ ...reading(params, query), notes }, ctx);
}

/** Reads a person's own text, in one request. */
async function ownPiece(
  params: Influx3Params,
  { database }: SeriesQuery,
  text: string,
  ctx: JobContext,
): Promise<Piece> {
  const language = INFLUXQL.test(text) ? 'influxql' : 'sql';
  (language === 'sql' ? onlyReads : onlyReadsInfluxql)(text);
  const response = await answerTo(params, { language, database, text, format: 'jsonl' }, ctx);
  const json = new JsonRows(urlOf(params));
  let broken = false;
  let bytes = 0;
  const chunks = chunksOf(bodyOf(response), urlOf(params), ctx, () => {
    broken = true;
  });
  const counting = async function* () {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  const report = (): void => ctx.progress({ phase: 'Reading', done: json.rows, total: 0, unit: 'rows', bytes });
  for await (const line of linesOf(counting())) {
    if (broken) break; // What follows the last line break is half a row.
    json.push(line);
    if (json.rows % 1000 === 0) report();
  }
  report();
  return { ...json.series(), rows: json.rows, bytes, broken };
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
    if (own !== undefined) {
      return readSliced(
        { ...reading(params, query), piece: (part, within) => ownPiece(params, part, own, within) },
        ctx,
      );
    }
    askedWell(query, SQL_AGGREGATES);
    askable(query);
    return readBuilt(params, query, ctx);
  },

  diagnose,

  async estimate({ params }, asked, ctx) {
    if (ownText(asked) !== undefined) return undefined;
    const { query } = fitted(asked, await columnsIn(params, asked.database, asked.measurement, ctx));
    return query === undefined ? { points: 0, series: 0, exact: true } : estimated(reading(params, query), ctx);
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
    await writeLines(lines, (body) => write(params, target.database, body, ctx), ctx);
  },
};
