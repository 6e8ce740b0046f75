import { differences, moments } from '../moments';
import { extent } from '../stats';
import type { Rhythm } from './rhythm';
import { raised, scaled } from './scale';

/** Figures by which alike series are told: how smooth they are, how much a day and a week repeat, how large changes are. */
export function describe(x: Float64Array, rhythm: Rhythm): Float64Array {
  return rhythm.kind === 'daily' ? describeDaily(x, rhythm.day, rhythm.week) : describeSlow(x, rhythm.year);
}

function describeDaily(x: Float64Array, day: number, week: number): Float64Array {
  const { z } = scaled(x, 0);
  const days = differences(z, day);
  const weeks = differences(z, week);
  const size = (changes: Float64Array): number => Math.log10(moments(changes.map(Math.abs)).mean + 1e-3);
  return Float64Array.of(
    ...[1, day, week].map((lag) => autocorrelation(z, lag)),
    ...[1, day].map((lag) => autocorrelation(days, lag)),
    ...[1, day].map((lag) => autocorrelation(weeks, lag)),
    size(differences(z, 1)),
    size(days),
    size(weeks),
    size(weeks) - size(days),
  );
}

function describeSlow(x: Float64Array, year: number | undefined): Float64Array {
  const y = raised(x, extent(x)[0] > 0 ? 0 : 1);
  const steps = differences(y, 1);
  const size = Math.log10(moments(steps).deviation + 1e-4);
  return Float64Array.of(
    size,
    autocorrelation(steps, 1),
    autocorrelation(steps, 2),
    year !== undefined && x.length > 2.5 * year ? autocorrelation(steps, year) : 0,
    year === undefined ? 0 : Math.log10(moments(differences(y, year)).deviation + 1e-4) - size,
    autocorrelation(y, 4),
    Math.log10(x.length),
  );
}

/** Pearson's correlation of the values with those `lag` steps before, each about its own mean; 0 for a few or constant ones. */
function autocorrelation(values: Float64Array, lag: number): number {
  if (values.length <= lag + 5) return 0;
  const late = values.subarray(lag);
  const early = values.subarray(0, values.length - lag);
  const lateMean = moments(late).mean;
  const earlyMean = moments(early).mean;
  let products = 0;
  let lateSquares = 0;
  let earlySquares = 0;
  for (let i = 0; i < late.length; i++) {
    const a = (late[i] as number) - lateMean;
    const b = (early[i] as number) - earlyMean;
    products += a * b;
    lateSquares += a * a;
    earlySquares += b * b;
  }
  return products / Math.sqrt(lateSquares * earlySquares + 1e-12);
}
