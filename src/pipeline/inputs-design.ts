import { lowerBound, type SeriesFrame } from '../frame/frame';
import { DAY } from '../math/duration';
import { interpolated } from '../math/gaps';
import { allOccurrences, type Occurrence } from '../math/recurrence';
import { type WallClock, wallClock } from '../math/zone';
import { calendarTerm } from './calendar-terms';
import type { Inputs } from './recipe';

/** One column of the regression. */
export interface InputColumn {
  /** Unique: the input, and which of its columns. */
  readonly id: string;
  /** Which input it belongs to: `event:Christmas`, `calendar:weekday`, `series:price`. */
  readonly input: string;
  readonly values: Float64Array;
}

/** What the columns are made over. */
export interface Axis {
  readonly time: Float64Array;
  readonly stepMs: number;
  /** Whether the times are the zone's wall times already. */
  readonly clock?: 'wall';
  readonly zone: string | undefined;
}

export const axisOf = (frame: SeriesFrame, zone: string | undefined): Axis => ({
  time: frame.time,
  stepMs: frame.stepMs ?? (frame.time.at(-1) ?? 0) - (frame.time.at(-2) ?? 0),
  ...(frame.clock !== undefined && { clock: frame.clock }),
  zone,
});

/** Whole days have a shape of their own, told by up to three waves of the day; by fewer where there are many events. */
const wavesFor = (events: number): number => (events > 60 ? 0 : events > 20 ? 1 : 3);

/**
 * The columns of events and calendar terms over an axis: for an event the share of each step it takes, in all of its
 * occurrences together, and for those of whole days the waves of the day within it; for a calendar term one column a class.
 * @throws StudioError at `rule` for a rule that cannot be followed
 */
export function designOf(inputs: Pick<Inputs, 'events' | 'calendar'>, axis: Axis): readonly InputColumn[] {
  return [...eventColumns(inputs.events, axis), ...calendarColumns(inputs.calendar, axis)];
}

/** Values of another series beside the first one of a frame, gaps bridged; undefined where it is not there or has none. */
export function seriesValues(frame: SeriesFrame, name: string): Float64Array | undefined {
  const values = frame.columns.slice(1).find(({ key }) => key === name)?.values;
  return values === undefined || values.every(Number.isNaN) ? undefined : interpolated(values);
}

/** When events take place along an axis, in the axis' own times. */
export function occurrencesOn(events: Inputs['events'], axis: Axis): readonly Occurrence[] {
  const { time, stepMs, zone } = axis;
  if (time.length === 0) return [];
  const clock = wallClock(zone ?? 'UTC');
  const start = time[0] as number;
  const stop = (time.at(-1) as number) + stepMs;
  if (axis.clock !== 'wall') return allOccurrences(events, { start, stop }, zone);
  return allOccurrences(events, { start: start - 2 * DAY, stop: stop + 2 * DAY }, zone)
    .map((one) => ({ name: one.name, start: clock.toWall(one.start), stop: clock.toWall(one.stop) }))
    .filter((one) => one.stop > start && one.start < stop && one.stop > one.start);
}

/** The share of each step that is taken by any planned event. */
export const sharesOf = (events: Inputs['events'], axis: Axis): Float64Array =>
  shares(occurrencesOn(events, axis), axis);

function eventColumns(events: Inputs['events'], axis: Axis): readonly InputColumn[] {
  const byName = new Map<string, Occurrence[]>();
  for (const { name } of events) byName.set(name, []);
  for (const one of occurrencesOn(events, axis)) byName.get(one.name)?.push(one);
  const waves = Math.max(0, Math.min(wavesFor(byName.size), Math.floor(DAY / axis.stepMs / 2) - 1));
  const phase = waves === 0 ? undefined : phases(axis);
  return [...byName].flatMap(([name, times]) => {
    const input = `event:${name}`;
    const share = shares(times, axis);
    const level = { id: input, input, values: share };
    const wholeDays = events.some((event) => event.name === name && event.stop - event.start > 0.9 * DAY);
    if (!wholeDays || phase === undefined) return [level];
    const during = Array.from(share.keys()).filter((i) => share[i] !== 0);
    const wave = (k: number, of: (angle: number) => number): Float64Array => {
      const values = new Float64Array(share.length);
      for (const i of during) values[i] = (share[i] as number) * of(2 * Math.PI * k * (phase[i] as number));
      return values;
    };
    const shape = Array.from({ length: waves }, (_, k) => [
      { id: `${input}~sin${k + 1}`, input, values: wave(k + 1, Math.sin) },
      { id: `${input}~cos${k + 1}`, input, values: wave(k + 1, Math.cos) },
    ]);
    return [level, ...shape.flat()];
  });
}

/** The share of each step that events take, at most the whole of it. */
function shares(times: readonly Occurrence[], { time, stepMs }: Axis): Float64Array {
  const share = new Float64Array(time.length);
  for (const { start, stop } of times) {
    for (let i = lowerBound(time, start - stepMs + 1); i < time.length && (time[i] as number) < stop; i++) {
      const t = time[i] as number;
      const taken = (Math.min(stop, t + stepMs) - Math.max(start, t)) / stepMs;
      share[i] = Math.min(1, (share[i] as number) + Math.max(0, taken));
    }
  }
  return share;
}

const localOf = ({ clock: kept, zone }: Axis): ((time: number) => number) => {
  if (kept === 'wall') return (time) => time;
  const clock: WallClock = wallClock(zone ?? 'UTC');
  return (time) => clock.toWall(time);
};

/** How much of its day has gone by at the middle of each step. */
function phases(axis: Axis): Float64Array {
  const local = localOf(axis);
  return axis.time.map((t) => {
    const day = (local(t) + axis.stepMs / 2) / DAY;
    return day - Math.floor(day);
  });
}

function calendarColumns(terms: Inputs['calendar'], axis: Axis): readonly InputColumn[] {
  const local = localOf(axis);
  const walls = axis.time.map(local);
  return terms.flatMap((id) => {
    const term = calendarTerm[id];
    if (!term.fits(axis.stepMs)) return [];
    const input = `calendar:${id}`;
    const classes = walls.map((wall) => term.of(wall, axis.stepMs));
    if (term.classes === 1) return [{ id: input, input, values: classes }];
    const columns = Array.from({ length: term.classes }, () => new Float64Array(classes.length));
    for (let i = 0; i < classes.length; i++) (columns[classes[i] as number] as Float64Array)[i] = 1;
    return columns.map((values, k) => ({ id: `${input}:${k}`, input, values }));
  });
}
