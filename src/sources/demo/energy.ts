import { type DemoSet, during, failed, planted, type Tags, timesOf } from './set';
import { chanceOf, clamp, rounded, through, wander, weekday } from './shapes';
import { DAY, ENERGY_END, holidays, WEEK } from './truth';

/** A day's demand by the hour as a share of the mean: workday, Saturday, Sunday or holiday. */
const WORKDAY = [
  0.76, 0.73, 0.715, 0.71, 0.725, 0.78, 0.89, 1.02, 1.09, 1.11, 1.115, 1.12, 1.115, 1.1, 1.09, 1.085, 1.1, 1.15, 1.2,
  1.19, 1.12, 1.04, 0.94, 0.84,
] as const;
const SATURDAY = [
  0.75, 0.71, 0.69, 0.68, 0.68, 0.69, 0.73, 0.8, 0.88, 0.94, 0.97, 0.98, 0.97, 0.95, 0.93, 0.92, 0.94, 1.0, 1.06, 1.06,
  1.01, 0.95, 0.88, 0.81,
] as const;
const SUNDAY = [
  0.74, 0.69, 0.67, 0.66, 0.655, 0.66, 0.68, 0.72, 0.79, 0.86, 0.9, 0.93, 0.94, 0.91, 0.88, 0.87, 0.9, 0.97, 1.04, 1.06,
  1.02, 0.96, 0.88, 0.79,
] as const;

/** Mean demand in MW, and how much of the day's swing a region has. */
const REGIONS: Readonly<Record<string, { readonly mean: number; readonly swing: number }>> = {
  north: { mean: 14_200, swing: 0.85 },
  south: { mean: 21_500, swing: 1.06 },
  coast: { mean: 6_100, swing: 1.2 },
};

const isHoliday = (t: number): boolean => holidays.some((day) => during(t, day));

function hourly(hour: number): number {
  const t = hour * 3_600_000;
  const table = isHoliday(t) || weekday(t) === 6 ? SUNDAY : weekday(t) === 5 ? SATURDAY : WORKDAY;
  const monday = weekday(t) === 0 ? 0.985 : 1;
  return (table[((hour % 24) + 24) % 24] ?? 1) * monday;
}

/** Spring: heating fades by 0.16 % a day until the end of March, then by 0.04 %. */
function spring(t: number, start: number): number {
  const day = (t - start) / DAY;
  return 1 - 0.0016 * Math.min(day, 36) - 0.0004 * Math.max(0, day - 36);
}

function demand(tags: Tags, times: Float64Array, seed: number): Float64Array {
  const { mean, swing } = REGIONS[tags.region ?? ''] ?? { mean: 10_000, swing: 1 };
  const cold = wander(times.length, 0.985, 0.022, chanceOf('energy/cold', seed));
  const own = wander(times.length, 0.9, 0.0065, chanceOf(`energy/${tags.region}`, seed));
  const { incidents, changes } = planted('energy', 'grid', 'demand', tags);
  return times.map((t, i) => {
    const shape = through(hourly, t / 3_600_000);
    const level = (1 + (shape - 0.93) * swing) * spring(t, times[0] as number) * (1 + (cold[i] as number));
    const step = changes.reduce((sum, change) => sum + (t >= change.at ? change.size : 0), 0);
    const left = incidents.reduce((part, one) => part * (one.kind === 'dip' && during(t, one) ? 1 - one.size : 1), 1);
    return (mean * level * (1 + (own[i] as number) * shape) + step) * left;
  });
}

/** The price climbs steeply with the demand, falls with the wind, and swings most when it is high. */
function price(tags: Tags, times: Float64Array, seed: number): Float64Array {
  const wind = wander(times.length, 0.985, 1, chanceOf('energy/wind', seed));
  const own = wander(times.length, 0.8, 1, chanceOf(`energy/price/${tags.region}`, seed));
  const { incidents } = planted('energy', 'grid', 'price', tags);
  return times.map((t, i) => {
    const need = through(hourly, t / 3_600_000) * spring(t, times[0] as number);
    const base = 26 + 115 * Math.max(0, need - 0.62) ** 1.6 - 11 * (wind[i] as number);
    const jump = incidents.reduce((sum, one) => sum + (one.kind === 'spike' && during(t, one) ? one.size : 0), 0);
    return clamp(base + (own[i] as number) * (1.2 + 0.06 * Math.abs(base)) + jump, -30, 500);
  });
}

/** Three regions' demand and price, half-hourly for twelve weeks: 4,032 points. */
export const energy: DemoSet = {
  name: 'energy',
  detail: '3 regions, 12 weeks, every 30 min',
  start: ENERGY_END - 12 * WEEK,
  stop: ENERGY_END,
  stepMs: 1_800_000,
  measurements: [
    {
      name: 'grid',
      fields: [
        { name: 'demand', unit: 'MW' },
        { name: 'price', unit: '€/MWh' },
      ],
      series: Object.keys(REGIONS).map((region) => ({ region })),
    },
  ],
  values(measurement, field, tags, seed) {
    const times = timesOf(energy);
    const made = field === 'demand' ? rounded(demand(tags, times, seed), 0) : rounded(price(tags, times, seed), 2);
    return failed(made, times, planted('energy', measurement, field, tags).incidents);
  },
};
