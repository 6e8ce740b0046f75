import { StudioError, throwIfCancelled } from '../base/errors';
import type { JobContext } from '../base/job';
import type { TimeRange } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { NOTHING, ownText } from './ask-well';
import { assemble, count } from './assemble';
import { joinedBad } from './bad';
import type { Decoded } from './decoded';
import { filled } from './fill-buckets';
import { Patience, waiting } from './retry';
import { type CountIn, type Counts, counted } from './sliced-count';
import { joinedSeries } from './sliced-join';
import { sliceable, slicesOf, worthCounting } from './sliced-plan';
import { brokenNote } from './stream';
import type { Estimate, QueryResult } from './types';

/**
 * Slices asked for at the same time: the server works on one while the tab decodes the other. Measured where both share two
 * cores, three brought nothing, for the server is what a read waits for; on 2.7 slices cost a fifth to a half more than one request.
 */
const AT_ONCE = 2;
/** A server that answers and breaks off again and again does so for a reason of its own. */
const BREAKS = 3;
/** Slices are believed for so long after the last of them came, and counts. */
const KEPT_MS = 600_000;
const COUNTED_MS = 60_000;
const KEPT_READS = 2;
/** Slices kept hold no more than this, whatever else is asked. */
const KEPT_BYTES = 256 << 20;

/** What one request gave. */
export interface Piece extends Decoded {
  readonly rows: number;
  readonly bytes: number;
  /** The connection broke before the end: this is a part. */
  readonly broken: boolean;
}

/** A query of a database, as its source reads it. */
export interface Reading {
  /** Tells this place, and who asks there, from all others; holds no secret but its `loginMark`. */
  readonly place: readonly string[];
  readonly query: SeriesQuery;
  /** What `queryText` says of the query. */
  readonly text: string;
  /** Reads a query in one request. Reports rows and bytes as it goes. */
  piece(query: SeriesQuery, ctx: JobContext): Promise<Piece>;
  /** Counts points by the server. */
  readonly countIn: CountIn;
  /** Whether points of several fields at one time come as one row. */
  readonly together: boolean;
  /** Told before what the read itself has to say. */
  readonly notes?: readonly string[];
}

interface Kept {
  at: number;
  readonly slices: readonly TimeRange[];
  readonly rows: number;
  readonly pieces: (Piece | undefined)[];
}

/** Slices of reads that did not come to their end, and the last counts: in memory, the newest few. */
const kept = new Map<string, Kept>();
const counts = new Map<string, { readonly at: number; readonly counts: Counts | undefined }>();

const keyOf = ({ place, query }: Reading): string => JSON.stringify([place, query]);

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  for (const old of [...map.keys()].slice(0, -KEPT_READS)) map.delete(old);
}

/** Lets go of what is too old to be believed, and of the oldest slices where they are too large. */
function tidy(now: number): void {
  for (const [key, { at }] of kept) if (now - at >= KEPT_MS) kept.delete(key);
  for (const [key, { at }] of counts) if (now - at >= COUNTED_MS) counts.delete(key);
  let room = KEPT_BYTES;
  for (const { pieces } of [...kept.values()].reverse()) {
    pieces.forEach((piece, i) => {
      room -= piece === undefined ? 0 : heldBy(piece);
      if (room < 0) pieces[i] = undefined;
    });
  }
}

const heldBy = ({ series }: Piece): number =>
  series.reduce((sum, { time, fields }) => sum + time.byteLength * (1 + fields.length), 0);

async function countsOf(reading: Reading, ctx: JobContext): Promise<Counts | undefined> {
  const key = keyOf(reading);
  tidy(ctx.clock());
  const known = counts.get(key);
  if (known !== undefined) return known.counts;
  const fresh = await counted(reading.query, reading.together, reading.countIn, ctx);
  remember(counts, key, { at: ctx.clock(), counts: fresh });
  return fresh;
}

/** How much a query would read; remembered, so that reading it next does not count again. */
export async function estimated(reading: Reading, ctx: JobContext): Promise<Estimate | undefined> {
  if (ownText(reading.query) !== undefined) return undefined;
  const found = await countsOf(reading, ctx);
  return found && { points: found.points, series: found.series, exact: found.exact };
}

/**
 * Reads a query: a large one in slices of time, some at once. A slice that fails is tried again while patience lasts; what
 * came then is given with the stretches that are `missing`, and asking again soon reads those alone. A cancelled read goes
 * on where it stood, too. @throws StudioError of the first slice when nothing came, or when the fault is the query's.
 */
export async function readSliced(reading: Reading, ctx: JobContext): Promise<QueryResult> {
  throwIfCancelled(ctx.signal);
  const plan = await planOf(reading, ctx);
  const ended = await readAll(reading, plan, ctx).finally(() => tidy(ctx.clock()));
  const pieces = ended.map(({ piece }) => piece).filter((piece) => piece !== undefined);
  const failed = ended.filter(({ whole }) => !whole);
  const faults = failed.map(({ fault }) => fault).filter((one) => one !== undefined);
  const fault = faults.find(({ code }) => code === 'bad-response') ?? faults[0];
  if (fault !== undefined && ended.every(({ fresh }) => !fresh)) throw fault;
  if (failed.length === 0) kept.delete(keyOf(reading));
  const rows = sumOf(pieces, ({ rows }) => rows);
  const made = assemble(joinedSeries(pieces.map(({ series }) => series)), reading.query.fields);
  const bad = joinedBad(pieces.map((piece) => piece.bad));
  const own = ownText(reading.query) !== undefined;
  const missing = own ? [] : failed.map(({ range }) => range);
  const notes = [
    ...(failed.length > 0 ? [shortNote(ended.length, failed.length, rows, fault)] : []),
    ...(reading.notes ?? []),
    ...new Set(pieces.flatMap((piece) => piece.notes)),
    ...made.notes,
    ...(made.frames.length === 0 ? [NOTHING] : []),
  ];
  return {
    frames: filled(made.frames, reading.query),
    rows,
    bytes: sumOf(pieces, ({ bytes }) => bytes),
    text: reading.text,
    notes,
    mended: made.mended,
    ...(bad !== undefined && { bad }),
    ...(missing.length > 0 && { missing }),
  };
}

/** Why not all is there: the server's own fault in its words, else the network's. */
function shortNote(slices: number, missing: number, rows: number, fault?: StudioError): string {
  const part = `${count(slices - missing, 'slice')} of ${slices} arrived, ${count(rows, 'row')}`;
  if (fault?.code === 'bad-response') {
    const came = slices === 1 ? `only the first ${count(rows, 'row')} arrived` : part;
    return `Not all could be read: ${came}. ${fault.message} ${fault.next ?? ''}`.trim();
  }
  return slices === 1 ? brokenNote(rows) : `The connection broke off: ${part}. Ask again for the rest alone.`;
}

const sumOf = (pieces: readonly Piece[], of: (piece: Piece) => number): number =>
  pieces.reduce((sum, piece) => sum + of(piece), 0);

/** The slices of a query, with what is kept of them. */
async function planOf(reading: Reading, ctx: JobContext): Promise<Kept> {
  const { query } = reading;
  const key = keyOf(reading);
  tidy(ctx.clock());
  const known = kept.get(key);
  if (known !== undefined) {
    remember(kept, key, known);
    return known;
  }
  const found = sliceable(query) && worthCounting(query) ? await countsOf(reading, ctx) : undefined;
  const slices = found === undefined ? [query.range] : slicesOf(query, found.bins);
  const plan = { at: ctx.clock(), slices, rows: found?.rows ?? 0, pieces: slices.map(() => undefined) };
  if (slices.length > 1) remember(kept, key, plan);
  return plan;
}

/** How the read of a slice ended: what came of it, whether that is all, and what went wrong. */
interface End {
  readonly range: TimeRange;
  readonly piece?: Piece;
  readonly whole: boolean;
  /** Whether this read brought anything of it. */
  readonly fresh: boolean;
  readonly fault?: StudioError;
}

async function readAll(reading: Reading, plan: Kept, ctx: JobContext): Promise<readonly End[]> {
  const { slices, pieces } = plan;
  const stopping = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stopping.signal]);
  const rows = slices.map(() => 0);
  const bytes = slices.map(() => 0);
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
  const report = (phase: string, part?: string): void => {
    const done = sum(rows);
    const total = plan.rows === 0 ? 0 : Math.max(plan.rows, done);
    ctx.progress({ phase, done, total, unit: 'rows', bytes: sum(bytes), ...(part !== undefined && { part }) });
  };
  const ends: End[] = slices.map((range) => ({ range, whole: false, fresh: false }));
  /** Takes a slice that is kept, from an earlier read or one that reads the same at this moment; false when none is. */
  const take = (range: TimeRange, i: number): boolean => {
    const held = pieces[i];
    if (ends[i]?.whole || held === undefined) return ends[i]?.whole ?? false;
    ends[i] = { range, piece: held, whole: true, fresh: false };
    [rows[i], bytes[i]] = [held.rows, held.bytes];
    return true;
  };
  slices.forEach(take);
  let came = false;
  let gaveUp = false;
  let next = 0;

  const one = async (i: number, range: TimeRange): Promise<void> => {
    const within: JobContext = {
      ...ctx,
      signal,
      progress: ({ phase, part, done, bytes: held = 0 }) => {
        if (phase !== 'Reading') return report(phase, part);
        if (done > 0) came = true;
        [rows[i], bytes[i]] = [done, held];
        report('Reading');
      },
    };
    const query = slices.length === 1 ? reading.query : { ...reading.query, range };
    const end = await insistently(
      () => reading.piece(query, within),
      () => came,
      within,
    );
    const { piece } = end;
    ends[i] = { range, ...end, whole: piece !== undefined && !piece.broken, fresh: piece !== undefined };
    if (piece === undefined || piece.broken) gaveUp = true;
    else if (slices.length > 1) [pieces[i], plan.at] = [piece, ctx.clock()];
  };
  const worker = async (): Promise<void> => {
    while (next < slices.length && !gaveUp) {
      const i = next++;
      const range = slices[i] as TimeRange;
      if (!take(range, i)) await one(i, range);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, slices.length) }, worker));
  } catch (error) {
    stopping.abort();
    throw error;
  }
  slices.forEach(take);
  return ends;
}

/**
 * Reads a piece, again and again while the network fails, once something of the read has come: a server that restarts is
 * waited for. @throws what is not the network's fault.
 */
async function insistently(
  read: () => Promise<Piece>,
  came: () => boolean,
  ctx: JobContext,
): Promise<{ readonly piece?: Piece; readonly fault?: StudioError }> {
  const patience = new Patience();
  let best: Piece | undefined;
  let fault: StudioError | undefined;
  for (let breaks = 0; ; ) {
    try {
      const piece = await read();
      if (!piece.broken) return { piece };
      if (best === undefined || piece.rows > best.rows) best = piece;
      breaks++;
    } catch (error) {
      throwIfCancelled(ctx.signal);
      if (!(error instanceof StudioError) || !(error.code === 'unreachable' || error.code === 'bad-response'))
        throw error;
      fault = error;
      if (error.code === 'bad-response') break;
    }
    const hitch = { why: 'the connection broke off' };
    const ms = came() && breaks < BREAKS ? patience.next(hitch, ctx.random) : undefined;
    if (ms === undefined) break;
    await waiting(ms, hitch, ctx);
  }
  return { ...(best !== undefined && { piece: best }), ...(fault !== undefined && { fault }) };
}
