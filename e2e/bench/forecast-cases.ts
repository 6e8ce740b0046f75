import { loadM4, m4Sets } from '../../src/cli/datasets/m4';
import { energy } from '../../src/sources/demo/energy';

/** Series of one kind, each to be forecast `horizon` steps from its end. */
export interface ForecastCase {
  readonly name: string;
  readonly stepMs: number;
  readonly horizon: number;
  /** Seasons in steps, shortest first. */
  readonly periods: readonly number[];
  readonly series: readonly { readonly training: Float64Array; readonly test: Float64Array }[];
}

const HORIZON = 48;
/** Points of a demo series that are learned from. */
const KNOWN = 1008;

/** M4 Hourly from the files in a folder, every so many-th of its series up to `limit`, so that all kinds are among them. */
export function m4Case(folder: string, limit: number): ForecastCase {
  const set = m4Sets['m4-hourly'];
  if (set === undefined) throw new Error('There is no set m4-hourly.');
  const { series } = loadM4(set, folder);
  const every = Math.max(1, Math.ceil(series.length / limit));
  const chosen = series.filter((_, i) => i % every === 0);
  return { name: 'm4-hourly', stepMs: set.stepMs, horizon: set.horizon, periods: set.seasons, series: chosen };
}

/** The last three weeks of the demo's energy data, demand and price of three regions, half-hourly. */
export function demoCase(limit: number): ForecastCase {
  const [measurement] = energy.measurements;
  const all = (measurement?.fields ?? []).flatMap(({ name }) =>
    (measurement?.series ?? []).map((tags) => filled(energy.values('grid', name, tags, 2)).slice(-KNOWN - HORIZON)),
  );
  const series = all.slice(0, limit).map((values) => ({ training: values.slice(0, KNOWN), test: values.slice(KNOWN) }));
  return { name: 'demo energy', stepMs: energy.stepMs, horizon: HORIZON, periods: [48, 336], series };
}

/** Gaps filled with the value before. */
function filled(values: Float64Array): Float64Array {
  const whole = values.slice();
  for (let i = 1; i < whole.length; i++) if (Number.isNaN(whole[i])) whole[i] = whole[i - 1] as number;
  return whole;
}
