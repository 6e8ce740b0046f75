import { cancelled, type StudioError } from '../base/errors';
import type { Progress } from '../base/job';
import type { At } from '../engine/jobs';
import { extended, lastTime } from '../frame/extend';
import { type TimeRange, within } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { NOTHING, ownText } from '../sources/ask-well';
import { joinedBad } from '../sources/bad';
import { bucketsOf } from '../sources/sliced-plan';
import type { QueryResult, SourceDefinition } from '../sources/types';
import { type Deps, sayFailure } from './deps';
import { latest } from './run';
import { suggestInterval, wholeIntervals } from './suggest';

/** More points a series than this are not read without asking. */
export const POINTS_A_SERIES = 200_000;

/** Fewer rows than this are read whole again: what came late is in them then, and it costs next to nothing. */
const WORTH_HOLDING = 250_000;

/** How a query is read: `anyway` however much it is, `newer` only what is newer than what is held, `anew` without that. */
export interface Manner {
  readonly anyway?: boolean;
  readonly newer?: boolean;
  readonly anew?: boolean;
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
  const from = held === undefined ? query.range.start : lastTime(held.result.frames);
  const part = held === undefined ? query : { ...query, range: { start: from, stop: query.range.stop } };
  if (manner.anyway !== true) await withinBudget(deps, asking, part);
  const newer = await ofSource(deps, asking, part);
  const result = held === undefined ? newer : grown(held, newer, from, asking);
  if (result.missing === undefined) void keep(deps, asking, result, asked);
  return { ...came(newer), result };
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
  const held = inSession(deps, query) ?? (await inVault(deps, card, query));
  if (held === undefined || held.result.missing !== undefined) return undefined;
  if (manner.newer !== true && held.result.rows < WORTH_HOLDING) return undefined;
  const { range, result } = held;
  const begun = query.range.start;
  const atBorder = query.aggregate === 'none' || begun === wholeIntervals(query.range, query.everyMs, query.zone).start;
  const starts = begun === range.start || (begun > range.start && atBorder);
  const last = lastTime(result.frames);
  return starts && query.range.stop >= range.stop && last >= begun && last < query.range.stop ? held : undefined;
}

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

/** What was held with what came later. Where that is a part only, the last bucket held stays as it was. */
function grown(held: Held, came: QueryResult, from: number, { card, query }: Asking): QueryResult {
  const older = held.result.frames.map((frame) =>
    (frame.time[0] ?? query.range.start) < query.range.start ? within(frame, query.range) : frame,
  );
  const bad = joinedBad([held.result.bad, came.bad]);
  return {
    ...came,
    frames: extended(older, came.frames, came.missing === undefined ? from : Number.POSITIVE_INFINITY),
    rows: held.result.rows + came.rows,
    bytes: (held.result.bytes ?? 0) + (came.bytes ?? 0),
    notes: [...new Set([...held.result.notes, ...came.notes])].filter((note) => note !== NOTHING),
    text: card.queryText(query),
    ...(bad !== undefined && { bad }),
  };
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
