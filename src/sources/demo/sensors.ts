import { type DemoSet, during, failed, planted, timesOf } from './set';
import { chanceOf, clamp, rounded, wander } from './shapes';
import { DAY, END, YEAR } from './truth';

/** Mean temperature, half the yearly and half the daily swing in °C, and the usual humidity in %. */
const CITIES = {
  Athens: { country: 'GR', mean: 18.8, year: 9.4, day: 4.6, humid: 60 },
  Bergen: { country: 'NO', mean: 8.2, year: 6.6, day: 2.3, humid: 79 },
  Helsinki: { country: 'FI', mean: 6.4, year: 11.3, day: 3.2, humid: 77 },
  Lisbon: { country: 'PT', mean: 17.4, year: 5.6, day: 4.2, humid: 70 },
  Vienna: { country: 'AT', mean: 11.2, year: 10.6, day: 4.8, humid: 71 },
} as const;

const cityOf = (name: string | undefined) =>
  Object.entries(CITIES).find(([city]) => city === name)?.[1] ?? CITIES.Vienna;

/** The year's part: coldest about 20 January. */
const yearly = (t: number): number => -Math.cos((2 * Math.PI * (t - Date.UTC(2026, 0, 20))) / YEAR);

/** The day's part: warmest about 14:00 UTC, a steeper morning than evening. */
function daily(t: number): number {
  const turn = (2 * Math.PI * (t - 8 * 3_600_000)) / DAY;
  return Math.sin(turn) + 0.22 * Math.sin(2 * turn - 0.6);
}

function weather(city: string, times: Float64Array, seed: number) {
  const chance = chanceOf(`sensors/${city}`, seed);
  const front = wander(times.length, 0.985, 2.9, chance);
  const gust = wander(times.length, 0.7, 0.45, chance);
  const cloud = wander(times.length, 0.96, 0.35, chance);
  return { front, gust, cloud };
}

function temperature(city: string, times: Float64Array, seed: number): Float64Array {
  const { mean, year, day } = cityOf(city);
  const { front, gust, cloud } = weather(city, times, seed);
  const { incidents } = planted('sensors', 'climate', 'temperature', { city });
  return times.map((t, i) => {
    const season = yearly(t);
    // Clear summer days swing most; a winter's weather moves more than a summer's.
    const swing = day * (0.72 + 0.3 * season) * clamp(1 + (cloud[i] as number), 0.15, 1.7);
    const moved = (front[i] as number) * (1 - 0.22 * season) + (gust[i] as number);
    const planted = incidents
      .filter(({ kind }) => kind === 'warm' || kind === 'spike')
      .reduce((sum, one) => sum + (during(t, one) ? one.size * (one.kind === 'warm' ? eased(t, one) : 1) : 0), 0);
    return mean + year * season + swing * daily(t) + moved + planted;
  });
}

/** Rises and falls within half a day at the ends of an incident. */
const eased = (t: number, { start, stop }: { readonly start: number; readonly stop: number }): number =>
  Math.min(1, (t - start) / (DAY / 2), (stop - t) / (DAY / 2));

/** Humidity falls as the day warms, and rises with the clouds. */
function humidity(city: string, times: Float64Array, seed: number): Float64Array {
  const { day, humid } = cityOf(city);
  const { cloud } = weather(city, times, seed);
  const own = wander(times.length, 0.95, 6, chanceOf(`sensors/humidity/${city}`, seed));
  return times.map((t, i) => {
    const season = yearly(t);
    const swing = 2.3 * day * (0.72 + 0.3 * season) * daily(t);
    return clamp(humid - 7 * season - swing - 12 * (cloud[i] as number) + (own[i] as number), 12, 100);
  });
}

/** Five cities' weather, hourly for a year. */
export const sensors: DemoSet = {
  name: 'sensors',
  detail: '5 cities, a year, hourly',
  start: END - 365 * DAY,
  stop: END,
  stepMs: 3_600_000,
  measurements: [
    {
      name: 'climate',
      fields: [
        { name: 'temperature', unit: '°C' },
        { name: 'humidity', unit: '%' },
      ],
      series: Object.entries(CITIES).map(([city, { country }]) => ({ city, country })),
    },
  ],
  values(measurement, field, tags, seed) {
    const times = timesOf(sensors);
    const city = tags.city ?? '';
    const made = field === 'temperature' ? temperature(city, times, seed) : humidity(city, times, seed);
    return failed(rounded(made, 1), times, planted('sensors', measurement, field, tags).incidents);
  },
};
