import { StudioError } from '../base/errors';
import { DAY } from './duration';

/** When two moments show the same wall time, or none does, which one is meant: see `WallClock.at`. */
export type Rule = 'compatible' | 'earlier' | 'later';

/** A moment from which a zone keeps another offset. */
export interface Transition {
  /** The first moment of the new offset, epoch ms UTC. */
  readonly time: number;
  /** Offsets east of UTC in ms before it and from it on. */
  readonly before: number;
  readonly after: number;
}

/**
 * The clock on a wall of one zone. Moments are epoch ms UTC; wall times are what the clock shows, as if it were UTC's.
 * Offsets are to the second, as Intl knows them: also before clocks were standardised, and by today's rules far ahead.
 */
export interface WallClock {
  readonly zone: string;
  /** Milliseconds the clock is ahead of UTC at a moment. */
  offsetAt(moment: number): number;
  toWall(moment: number): number;
  /** The moments at which the clock shows this: none in the gap of spring, one, or two in the fold of autumn; ascending. */
  fromWall(wall: number): readonly number[];
  /**
   * The one moment meant by a wall time. In a fold `later` takes the second, the others the first. In a gap `earlier` goes
   * back by the length of the gap, the others forward by it (as Temporal does): 02:30 becomes 01:30 or 03:30.
   */
  at(wall: number, rule?: Rule): number;
  /** The first moment at which the clock shows this time or, as it is skipped, a later one: where a day begins. */
  begin(wall: number): number;
  /** The changes of offset after `from` up to `to`, ascending; of a thousand years at most. */
  transitions(from: number, to: number): readonly Transition[];
}

const clocks = new Map<string, WallClock>();

/** The wall clock of a zone, made once. @throws StudioError `bad-input` at `zone` for a name nobody knows. */
export function wallClock(zone: string): WallClock {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = isUtc(zone) ? utcClock(zone) : clockOf(zone, offsetReader(zone));
    clocks.set(zone, clock);
  }
  return clock;
}

/** Milliseconds a zone's clocks are ahead of UTC at a moment, of Intl itself and nothing kept: for a look at hundreds of zones once. */
export const readOffset = (zone: string, moment: number): number => offsetReader(zone)(moment);

/** What a zone's clocks show at a moment, as if they were UTC's. */
export const toWall = (zone: string, moment: number): number => wallClock(zone).toWall(moment);

/** Whether a zone is UTC by one of its names; nothing said is UTC too. */
export const isUtc = (zone: string | undefined): boolean =>
  zone === undefined || /^(|UTC|Etc\/UTC|Etc\/UCT|UCT|Zulu|Etc\/Zulu|GMT|Etc\/GMT)$/i.test(zone);

/** An offset as one writes it: `UTC`, `UTC+2`, `UTC−3:30`. */
export function offsetText(offset: number): string {
  const seconds = Math.abs(offset) / 1000;
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const rest = m === 0 && s === 0 ? '' : `:${two(m)}${s === 0 ? '' : `:${two(s)}`}`;
  return offset === 0 ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${h}${rest}`;
}

function utcClock(zone: string): WallClock {
  const same = (time: number): number => time;
  return {
    zone,
    offsetAt: () => 0,
    toWall: same,
    fromWall: (wall) => [wall],
    at: same,
    begin: same,
    transitions: () => [],
  };
}

/** Reads a zone's offset at a moment from Intl: right and slow. */
function offsetReader(zone: string): (moment: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' });
  } catch (cause) {
    throw new StudioError('bad-input', `Nobody knows a time zone “${zone}”.`, {
      next: 'Write it like Europe/Vienna, America/New_York or UTC.',
      place: 'zone',
      value: zone,
      cause,
    });
  }
  return (moment) => {
    const [, sign, h, m, s] = /GMT(?:([+−-])(\d+)(?::(\d+)(?::(\d+))?)?)?/.exec(format.format(moment)) ?? [];
    const ms = ((Number(h ?? 0) * 60 + Number(m ?? 0)) * 60 + Number(s ?? 0)) * 1000;
    return sign === '+' ? ms : 0 - ms;
  };
}

/** Offsets are looked for in blocks of about four years, each when it is first asked for. */
const BLOCK = 1461 * DAY;
/** No zone has ever gone to another offset and back within this (the shortest: 6.96 days, Boa Vista in 2000). */
const PROBE = BLOCK / 360;
/** No zone changed its clocks before 1800: until then each keeps its place's own noon. */
const EARLIEST = Date.UTC(1800, 0, 1);
/** Changes are listed for this long at most: rules are made to be changed, and half a million years of them fill the memory. */
const LONGEST = 1000 * 365.25 * DAY;
/** Times Intl can say, less a block. */
const FARTHEST = 8.64e15 - BLOCK;

/** Stretches of one offset: it holds from `starts[i]` (included) to `starts[i + 1]` (excluded). */
interface Block {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
  readonly end: number;
}

function clockOf(zone: string, read: (moment: number) => number): WallClock {
  const blocks = new Map<number, Block>();
  // The stretch last asked for: data come in order, so nearly every question is answered here.
  let from = 0;
  let to = 0;
  let offset = 0;

  const blockOf = (moment: number): Block => {
    const index = Math.floor(moment / BLOCK);
    let block = blocks.get(index);
    if (block === undefined) {
      block = blockAt(index * BLOCK, read);
      blocks.set(index, block);
    }
    return block;
  };
  const offsetOf = (moment: number): number => {
    if (moment >= from && moment < to) return offset;
    if (!(Math.abs(moment) < FARTHEST))
      return Number.isNaN(moment) ? Number.NaN : offsetOf(Math.sign(moment) * (FARTHEST - 1));
    const { starts, offsets, end } = blockOf(moment);
    let i = starts.length - 1;
    while (i > 0 && moment < (starts[i] as number)) i--;
    from = starts[i] as number;
    to = starts[i + 1] ?? end;
    offset = offsets[i] as number;
    return offset;
  };
  const transitions = (start: number, stop: number): readonly Transition[] => {
    const found: Transition[] = [];
    let time = Math.max(start, EARLIEST);
    const last = Math.min(stop, time + LONGEST, FARTHEST - 1);
    while (time < last) {
      const before = offsetOf(time);
      time = to;
      if (time > last) break;
      const after = offsetOf(time);
      if (after !== before) found.push({ time, before, after });
    }
    return found;
  };
  const fromWall = (wall: number): readonly number[] => {
    // No clock was ever a whole day off UTC.
    if (wall - DAY >= from && wall + DAY < to) return [wall - offset];
    const offsets = new Set([offsetOf(wall - DAY)]);
    for (const { after } of transitions(wall - DAY, wall + DAY)) offsets.add(after);
    return [...offsets]
      .map((one) => wall - one)
      .filter((moment) => wall - offsetOf(moment) === moment)
      .sort((a, b) => a - b);
  };
  /** The change that skips a wall time. */
  const skipping = (wall: number): Transition | undefined =>
    transitions(wall - DAY, wall + DAY).find(({ time, before, after }) => wall >= time + before && wall < time + after);
  return {
    zone,
    offsetAt: offsetOf,
    toWall: (moment) => moment + offsetOf(moment),
    fromWall,
    at: (wall, rule = 'compatible') => {
      const found = fromWall(wall);
      const exact = rule === 'later' ? found.at(-1) : found[0];
      if (exact !== undefined) return exact;
      const gap = skipping(wall);
      return gap === undefined ? Number.NaN : wall - (rule === 'earlier' ? gap.after : gap.before);
    },
    begin: (wall) => fromWall(wall)[0] ?? skipping(wall)?.time ?? Number.NaN,
    transitions,
  };
}

/** The stretches of one offset in the block from `start`. */
function blockAt(start: number, read: (moment: number) => number): Block {
  const starts = [start];
  const offsets = [read(start)];
  const end = start + BLOCK;
  for (let probe = start; probe < end; probe += PROBE) {
    const before = offsets.at(-1) as number;
    const after = read(probe + PROBE);
    if (after === before) continue;
    // Offsets change on whole seconds.
    let low = probe / 1000;
    let high = (probe + PROBE) / 1000;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (read(middle * 1000) === before) low = middle;
      else high = middle;
    }
    if (high * 1000 < end) {
      starts.push(high * 1000);
      offsets.push(after);
    }
  }
  return { starts, offsets, end };
}
