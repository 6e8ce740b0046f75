import { cancelled, type StudioError } from '../base/errors';
import type { Progress } from '../base/job';
import type { At } from '../engine/jobs';
import { filled, lastTime } from '../frame/extend';
import { type TimeRange, within } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { NOTHING, ownText } from '../sources/ask-well';
import { joinedMended } from '../sources/assemble';
import { joinedBad } from '../sources/bad';
import { bucketsOf } from '../sources/sliced-plan';
import type { QueryResult, SourceDefinition } from '../sources/types';
import { type Deps, sayFailure } from './deps';
import { latest } from './run';
import { suggestInterval, wholeIntervals } from './suggest';
import { sameBuckets, zoneOf } from './zoned';

/** More points a series than this are not read without asking. */
export const POINTS_A_SERIES = 200_000;

/** Fewer rows than this are read whole again: what came late is in them then, and it costs next to nothing. */
const WORTH_HOLDING = 250_000;

/**
 * How a query is read: `anyway` however much it is, `newer` only what is newer than what is held or missing in it, `anew`
 * without that; `seen` when the person looks at the query as it stands and says so, whoever wrote its text.
 */
export interface Manner {
  readonly anyway?: boolean;
  readonly newer?: boolean;
  readonly anew?: boolean;
  readonly seen?: boolean;
}

interface Asking {
  readonly at: At;
  readonly card: SourceDefinition;
  readonly query: SeriesQuery;
  readonly manner: Manner;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** What a query brought, and how many rows and bytes of it came just now. */
export interface Came {
  readonly result: QueryResult;
  readonly rows: number;
  readonly bytes: number;
}

/** What was read before of a question, and over which time. */
interface Held {
  readonly result: QueryResult;
  readonly range: TimeRange;
}

export const isDatabase = (source: string | undefined): boolean => source?.startsWith('influxdb') === true;

/**
 * Reads a query: of a database, when much of it was read before, here or in an earlier visit, or when told so, only what is
 * newer; else all of it. Keeps what came for the next time.
 * @throws StudioError `cancelled` when it would pass the budget of points; `tooLarge` then says how much it is.
 */
export async function ask(deps: Deps, asking: Asking): Promise<Came> {
  const { at, query, manner } = asking;
  const asked = Date.now();
  const came = (result: QueryResult): Came => ({ result, rows: result.rows, bytes: result.bytes ?? 0 });
  if (!isDatabase(at.source)) return came(await ofSource(deps, asking, query));
  const held = manner.anew === true ? undefined : await heldOf(deps, asking);
  if (held === undefined) {
    if (manner.anyway !== true) await withinBudget(deps, asking, query);
    const result = await ofSource(deps, asking, query);
    if (result.missing === undefined) void keep(deps, asking, result, asked);
    return came(result);
  }
  const { missing, ...rest } = held.result;
  const gaps = missing ?? [{ start: lastTime(rest.frames), stop: query.range.stop }];
  let all: Came = { result: rest, rows: 0, bytes: 0 };
  for (const range of gaps) {
    const part = { ...query, range };
    if (manner.anyway !== true) await withinBudget(deps, asking, part);
    const newer = await ofSource(deps, asking, part);
    all = {
      result: grown(all.result, newer, range, asking),
      rows: all.rows + newer.rows,
      bytes: all.bytes + (newer.bytes ?? 0),
    };
  }
  if (all.result.missing === undefined) void keep(deps, asking, all.result, asked);
  return all;
}

const ofSource = ({ engine }: Deps, { at, signal, onProgress }: Asking, query: SeriesQuery): Promise<QueryResult> =>
  engine.run('query', { at, query }, { signal, onProgress });

/** Counts first where the range alone does not tell that the query is small, and stops where it is too much. */
async function withinBudget(deps: Deps, { at, signal, onProgress }: Asking, query: SeriesQuery): Promise<void> {
  if (ownText(query) !== undefined || bucketsOf(query) <= POINTS_A_SERIES) return;
  onProgress({ phase: 'Counting', done: 0, total: 0, unit: 'points' });
  const estimate = await deps.engine.run('estimate', { at, query }, { signal });
  if (estimate === undefined || estimate.points <= POINTS_A_SERIES * Math.max(1, estimate.series)) return;
  deps.store.setState({ tooLarge: { estimate, everyMs: suggestInterval(query.range, POINTS_A_SERIES), query } });
  throw cancelled();
}

/** Whether later points only ever change a query's answer from the last bucket on. */
const growable = (query: SeriesQuery): boolean =>
  ownText(query) === undefined &&
  (query.aggregate === 'none' || (query.fill === undefined && !['derivative', 'integral'].includes(query.aggregate)));

/** What is asked, over whatever time. */
export const questionOf = ({ range: _, ...question }: SeriesQuery): string =>
  JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)));

async function heldOf(deps: Deps, { card, query, manner }: Asking): Promise<Held | undefined> {
  if (!growable(query)) return undefined;
  const here = inSession(deps, query);
  const isPart = here?.result.missing !== undefined;
  const goesOn = here !== undefined && (!isPart || sameRange(here.range, query.range));
  // A part of another range is no ground to build on; what was whole before it is.
  const held = goesOn ? here : await inVault(deps, card, query);
  if (held === undefined || (manner.newer !== true && held.result.rows < WORTH_HOLDING)) return undefined;
  if (held === here && isPart) return held;
  const { range, result } = held;
  const { start, stop } = query.range;
  const starts = start === range.start || (start > range.start && isWhole(query, 'start'));
  const last = lastTime(result.frames);
  return starts && stop >= range.stop && last >= start && last < stop ? held : undefined;
}

const sameRange = (a: TimeRange, b: TimeRange): boolean => a.start === b.start && a.stop === b.stop;

/** Whether no bucket of a query is cut by an end of its range. */
const isWhole = ({ aggregate, everyMs, range, zone }: SeriesQuery, end: 'start' | 'stop'): boolean =>
  aggregate === 'none' || range[end] === wholeIntervals(range, everyMs, zone)[end];

/** Whether a query's answer stands in the answer to the same question over `range`. */
export const covers = (range: TimeRange, query: SeriesQuery): boolean => {
  const { start, stop } = query.range;
  return (
    ownText(query) !== undefined ||
    sameRange(range, query.range) ||
    (growable(query) &&
      (start === range.start || (start > range.start && isWhole(query, 'start'))) &&
      (stop === range.stop || (stop < range.stop && isWhole(query, 'stop'))))
  );
};

/** The part of an answer, to the same question over `range`, that a query it `covers` asks for. */
export function cutTo(query: SeriesQuery, range: TimeRange, result: QueryResult): QueryResult {
  if (ownText(query) !== undefined || sameRange(range, query.range)) return result;
  const frames = result.frames.map((frame) => within(frame, query.range)).filter(({ time }) => time.length > 0);
  return { ...result, frames, ...scaled(result, frames) };
}

const pointsIn = (frames: QueryResult['frames']): number => frames.reduce((sum, { time }) => sum + time.length, 0);

/** Rows and bytes of an answer, once it is of other points: as many for each as before. */
function scaled({ frames: before, rows, bytes }: QueryResult, frames: QueryResult['frames']) {
  const share = pointsIn(frames) / Math.max(1, pointsIn(before));
  return { rows: Math.round(rows * share), ...(bytes !== undefined && { bytes: Math.round(bytes * share) }) };
}

/** Whether two queries read the same, in whatever zone that is: points as they are, or buckets that begin alike. */
export const asksTheSame = (a: SeriesQuery, b: SeriesQuery): boolean => {
  const [{ zone: _, ...one }, { zone: __, ...other }] = [a, b];
  return (
    sameRange(a.range, b.range) &&
    (a.zone === b.zone || sameBuckets(a, zoneOf(b))) &&
    questionOf(one) === questionOf(other)
  );
};

function inSession({ store }: Deps, query: SeriesQuery): Held | undefined {
  const { read, readAs } = store.getState();
  if (readAs === undefined || readAs.of !== latest(read)) return undefined;
  const same = readAs.answers.find((answer) => questionOf(answer.query) === questionOf(query));
  return same && { result: same.result, range: same.query.range };
}

async function inVault(deps: Deps, card: SourceDefinition, query: SeriesQuery): Promise<Held | undefined> {
  try {
    const found = await (await deps.vault).frames.get(placeOf(deps, card), card.params, query);
    return found && { result: found.result, range: found.card.query.range };
  } catch (error) {
    sayFailure(deps, error); // Then all of it is read.
    return undefined;
  }
}

const placeOf = ({ store }: Deps, { id }: SourceDefinition) => ({ id, params: store.getState().connection.params });

/** What was held with what came in its place or after it. Where that is a part only, what is held of the rest stays. */
function grown(held: QueryResult, came: QueryResult, { start, stop }: TimeRange, { card, query }: Asking): QueryResult {
  const older = held.frames.map((frame) =>
    (frame.time[0] ?? query.range.start) < query.range.start ? within(frame, query.range) : frame,
  );
  const from = came.missing === undefined ? start : Number.POSITIVE_INFINITY;
  const frames = filled(older, came.frames, { start: from, stop });
  const bad = joinedBad([held.bad, newBad(held, came)]);
  const mended = joinedMended([held.mended, came.mended]);
  const missing = [...(held.missing ?? []), ...(came.missing ?? [])];
  return {
    ...(held.rows === 0 ? { rows: came.rows, bytes: came.bytes ?? 0 } : scaled(held, frames)),
    frames,
    notes: [...new Set([...held.notes, ...came.notes])].filter((note) => note !== NOTHING),
    text: card.queryText(query),
    ...(bad !== undefined && { bad }),
    ...(mended !== undefined && { mended }),
    ...(missing.length > 0 && { missing }),
  };
}

/** The bad records that came without those known already: the last bucket held is read twice. */
function newBad({ bad: known }: QueryResult, { bad }: QueryResult): QueryResult['bad'] {
  if (bad === undefined || known === undefined) return bad;
  const said = new Set(known.first.map(({ reason, text }) => JSON.stringify([reason, text])));
  const first = bad.first.filter(({ reason, text }) => !said.has(JSON.stringify([reason, text])));
  const count = bad.count - (bad.first.length - first.length);
  return count > 0 ? { count, first } : undefined;
}

/** Keeps what was read for the next visit. That this failed is worth words, once; not the reading. */
async function keep(deps: Deps, { card, query }: Asking, result: QueryResult, readAt: number): Promise<void> {
  try {
    await (await deps.vault).frames.keep(placeOf(deps, card), card.params, query, result, readAt);
  } catch (error) {
    if (!deps.held.keepingFailed) sayFailure(deps, error as StudioError);
    deps.held.keepingFailed = true;
  }
}
