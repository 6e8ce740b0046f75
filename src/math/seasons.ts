import { acf } from './acf';
import { calendarPeriods } from './calendar';
import { centredAverage } from './moving';
import { median } from './quantile';
import { extent, mean } from './stats';

/** Cycles a season must go round before it is believed. */
const MIN_CYCLES = 3;
/** How many whole cycles later a season must still agree with itself. */
const REPEATS = 4;
/** Only the newest points are looked at: three weeks of minutes. Keeps the search near a tenth of a second. */
const NEWEST = 32_768;
/** At most this many peaks of the autocorrelation are tried. */
const MOST_PEAKS = 16;
/** The shortest season that is looked for off the calendar: what alternates is not a season. */
const SHORTEST = 5;

/**
 * Season lengths in steps, shortest first; empty = none. For values without gaps, one step apart.
 *
 * Candidates are the calendar's lengths (hour, day, week, year) and the peaks of the autocorrelation. One counts when
 * the series, its trend over that one cycle taken out, agrees with itself one to four whole cycles later by more than
 * chance allows: a centred average over p leaves a random walk no correlation at p and beyond, a season all of its own. The shortest goes
 * first and is taken out before the next is tried, so that a week counts only for what it adds to the day.
 * @param stepMs length of a step, for the calendar; NaN = no calendar.
 */
export function seasonsOf(values: Float64Array, stepMs = Number.NaN): readonly number[] {
  const y = normalised(values.slice(-NEWEST));
  if (y === undefined) return [];
  const longest = Math.floor(y.length / MIN_CYCLES);
  const calendar = calendarPeriods(stepMs).filter((period) => period <= longest);
  const place = (period: number): number => calendar.find((known) => near(period, known)) ?? period;
  const candidates = [...calendar, ...peakLags(y, longest)].sort((a, b) => place(a) - place(b));
  const found: number[] = [];
  let rest: Float64Array = y;
  for (const period of candidates) {
    if (found.some((season) => near(period, season))) continue;
    const shorter = found.filter((season) => nearMultiple(period, season));
    if (!repeats(rest, period, calendar.includes(period), shorter)) continue;
    found.push(period);
    rest = withoutSeason(rest, period);
  }
  const fixed = found.filter((period) => calendar.includes(period));
  return found.filter((period) => fixed.includes(period) || !fixed.some((whole) => isFewTimes(whole, period)));
}

/** Two to six times: the morning and evening peak of a day are part of the day, not a season of their own. */
const isFewTimes = (whole: number, part: number): boolean => whole % part === 0 && whole > part && whole <= 6 * part;

/** Centred and scaled into -1..1, so that no product overflows; undefined when the values do not vary. */
function normalised(values: Float64Array): Float64Array | undefined {
  const [low, high] = extent(values);
  const size = Math.max(Math.abs(low), Math.abs(high));
  const spread = high / size - low / size;
  if (!(spread > 1e-12)) return undefined;
  return values.map((value) => (value / size - low / size) / spread - 0.5);
}

const near = (lag: number, period: number): boolean => Math.abs(lag - period) <= Math.max(1, 0.03 * period);

/** Whether `period` is a whole number of `season`s, a step or 3 % of a season's drift each time allowed. */
function nearMultiple(period: number, season: number): boolean {
  const times = Math.round(period / season);
  return Math.abs(period - times * season) <= times * Math.max(0.5, 0.03 * season);
}

/** Whether the season shows in the values, over and above what shorter seasons (its divisors) left of themselves. */
function repeats(values: Float64Array, season: number, onCalendar: boolean, shorter: readonly number[]): boolean {
  const block = blockSize(season);
  const period = season / block;
  const x = detrended(blockMeans(values, block), period);
  const power = meanProduct(x, 0);
  if (!(power > 1e-20)) return false;
  const at = (lag: number): number => meanProduct(x, Math.round(lag)) / power;
  const times = Math.max(1, Math.min(REPEATS, Math.floor(x.length / period) - 1));
  const agreements = Array.from({ length: times }, (_, k) => at((k + 1) * period));
  const agreement = Math.min(...agreements) - Math.max(0, between(at, period));
  const cycles = values.length / season;
  if (agreement < (onCalendar ? 0.15 + 1.3 / cycles : 0.25 + 2 / cycles)) return false;
  if (shorter.some((other) => leftover(at, other / block, period) > 0.85 * agreement)) return false;
  return isPeak(at, times, period);
}

/** Points of a long season to take together, which quietens noise: the most that divide it and leave 160 parts. */
function blockSize(period: number): number {
  let size = Math.max(1, Math.floor(period / 160));
  while (period % size !== 0) size--;
  return size;
}

/** The mean correlation at lags between 0 and the period: high for a bent trend, about 0 or below for a season. */
const between = (at: (lag: number) => number, period: number): number =>
  mean(Float64Array.from({ length: 7 }, (_, k) => at(((k + 1) * period) / 8)));

/** How strongly the correlation still swings with a shorter season at its multiples before the period. */
function leftover(at: (lag: number) => number, season: number, period: number): number {
  let most = 0;
  const times = Math.min(16, Math.round(period / season));
  for (let k = 1; k < times; k++) {
    const valley = (at((k - 0.5) * season) + at((k + 0.5) * season)) / 2;
    most = Math.max(most, (at(k * season) - valley) / 2);
  }
  return most;
}

/** Whether no lag close by fits the last repeat clearly better: 24 is no season of what repeats every 23. */
function isPeak(at: (lag: number) => number, times: number, period: number): boolean {
  const height = at(times * period);
  const reach = Math.max(1, Math.round(0.03 * period)) * times;
  const stride = Math.max(1, Math.floor(reach / 12));
  for (let shift = stride; shift <= reach; shift += stride) {
    if (Math.max(at(times * period - shift), at(times * period + shift)) > height + 0.1) return false;
  }
  return true;
}

/** Σ x[t]·x[t+lag] / number of pairs. */
function meanProduct(x: Float64Array, lag: number): number {
  const pairs = x.length - lag;
  let sum = 0;
  for (let i = 0; i < pairs; i++) sum += (x[i] as number) * (x[i + lag] as number);
  return pairs > 0 ? sum / pairs : 0;
}

/**
 * The values without their centred average over `period`, edges cut, centred, spikes cut at five usual deviations. In
 * two rounds: a great spike bends the average around it, so it is cut before the average is trusted.
 */
function detrended(values: Float64Array, period: number): Float64Array {
  const half = period >>> 1;
  let rest = values;
  for (let round = 0; ; round++) {
    const average = centredAverage(rest, period);
    const x = rest.map((value, i) => value - (average[i] as number)).slice(half, values.length - half);
    const centre = mean(x);
    const limit = 5 * 1.4826 * median(x.map((value) => Math.abs(value - centre)));
    const cut = x.map((value) => (limit > 0 ? Math.max(-limit, Math.min(limit, value - centre)) : value - centre));
    if (round === 1) return cut;
    rest = rest.map((value, i) => {
      const inside = cut[i - half];
      return inside === undefined ? value : (average[i] as number) + centre + inside;
    });
  }
}

/**
 * The lags where the autocorrelation peaks, the highest ones, up to `longest`. Looked for octave by octave: lags from
 * L/2 to L on the series without its centred average over L, whose own dip then does not hide them; long octaves on
 * means of a few points, good to 0.2 % of the lag.
 */
function peakLags(y: Float64Array, longest: number): readonly number[] {
  const peaks: { readonly lag: number; readonly height: number }[] = [];
  for (let octave = 8; octave / 2 <= longest && octave + 8 < y.length; octave *= 2) {
    const block = Math.max(1, octave / 512);
    const x = detrended(blockMeans(y, block), octave / block);
    const to = Math.min(octave - 1, longest) / block;
    const biased = acf(x, Math.min(x.length - 1, Math.ceil(1.1 * to) + 1));
    const r = biased.map((value, lag) => (value * x.length) / (x.length - lag));
    for (let lag = Math.max(SHORTEST, octave / 2 / block); lag <= to; lag++) {
      const height = r[lag] as number;
      const reach = Math.max(1, Math.round(0.05 * lag));
      if (height > 0.1 && height >= Math.max(...r.slice(lag - reach, lag + reach + 1))) {
        peaks.push({ lag: lag * block, height });
      }
    }
  }
  const highest = peaks.sort((a, b) => b.height - a.height).slice(0, MOST_PEAKS);
  return [...new Set(highest.map(({ lag }) => lag))];
}

/** The means of blocks of `size` neighbours; a last, partial block is left out. */
function blockMeans(y: Float64Array, size: number): Float64Array {
  if (size === 1) return y;
  return Float64Array.from({ length: Math.floor(y.length / size) }, (_, b) => {
    let sum = 0;
    for (let i = b * size; i < (b + 1) * size; i++) sum += y[i] as number;
    return sum / size;
  });
}

/** The values without the typical shape of a season (the median at each phase); trend and level stay. */
function withoutSeason(values: Float64Array, period: number): Float64Array {
  const average = centredAverage(values, period);
  const rest = values.map((value, i) => value - (average[i] as number));
  const shape = Float64Array.from({ length: period }, (_, phase) => {
    const count = Math.ceil((values.length - phase) / period);
    return median(Float64Array.from({ length: count }, (__, cycle) => rest[phase + cycle * period] as number));
  });
  return values.map((value, i) => value - (shape[i % period] as number));
}
