import { type WallClock, wallClock } from '../../math/zone';
import { monthName } from './time';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps that divide a clock or a week: from one tick to the next it is always as far. */
const fixed = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000,
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 4, 7, 14].map((n) => n * day),
]; // biome-ignore format: a ladder
/** In months, which are as long as they are. */
const monthly = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200] as const;

/** The ticks of a time axis and how each is written. */
export interface Ticks {
  readonly times: readonly number[];
  readonly text: (time: number) => string;
}

/**
 * Ticks between two times (epoch ms) at a constant step of the wall clock of `timeZone`, at most `most` of them: midnights,
 * Mondays, first days of months. A tick names the coarsest thing that begins there.
 */
export function timeTicks(from: number, to: number, most: number, timeZone: string): Ticks {
  if (!(to > from) || most < 1) return { times: [], text: () => '' };
  const least = (to - from) / most;
  const step = fixed.find((ms) => ms >= least);
  const months = monthly.find((n) => n * 30.5 * day >= least) ?? 1200;
  const clock = wallClock(timeZone);
  const [first, last] = [clock.toWall(from), clock.toWall(to)];
  const walls = step === undefined ? byMonths(first, last, months) : bySteps(first - step, last + step, step);
  const times = [...new Set(walls.flatMap((at) => momentsOf(at, clock, step)))]
    .filter((time) => time >= from && time <= to)
    .sort((a, b) => a - b);
  return { times, text: (time) => words(clock.toWall(time), step) };
}

/** Multiples of the step on the wall clock, weeks from Mondays. */
function bySteps(from: number, to: number, step: number): readonly number[] {
  const origin = step % (7 * day) === 0 ? 4 * day : 0; // 5 January 1970 was a Monday.
  const first = Math.ceil((from - origin) / step) * step + origin;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, i) => first + i * step);
}

function byMonths(from: number, to: number, months: number): readonly number[] {
  const first = new Date(from).getUTCFullYear() * 12 + new Date(from).getUTCMonth();
  const last = new Date(to).getUTCFullYear() * 12 + new Date(to).getUTCMonth();
  const start = Math.floor(first / months) * months;
  return Array.from({ length: Math.floor((last - start) / months) + 1 }, (_, i) => {
    const month = start + i * months;
    return new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  });
}

/** Where the wall clock shows this: twice where it does and ticks are as near, and when it first goes on where it skips it. */
function momentsOf(at: number, clock: WallClock, step = Number.POSITIVE_INFINITY): readonly number[] {
  const moments = clock.fromWall(at);
  return moments.length > 0 && step <= hour ? moments : [clock.begin(at)];
}

/** What a tick of the wall clock says. */
function words(wall: number, step: number | undefined): string {
  const at = new Date(wall);
  const month = monthName(at.getUTCMonth());
  if (step === undefined) return at.getUTCMonth() === 0 ? String(at.getUTCFullYear()) : month;
  const [h, m, s, ms] = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), at.getUTCMilliseconds()];
  const two = (value: number): string => String(value).padStart(2, '0');
  if (h + m + s + ms === 0 || step >= day) return `${at.getUTCDate()} ${month}`;
  if (ms !== 0) return `.${String(ms).padStart(3, '0')}`;
  return `${two(h)}:${two(m)}${s === 0 ? '' : `:${two(s)}`}`;
}
