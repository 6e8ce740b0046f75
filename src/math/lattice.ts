import { type SeriesFrame, typicalStep } from '../frame/frame';

/** Grid times are offset + k·step; a grid time's bucket begins `earlyMs` before it. */
export type Lattice = { readonly stepMs: number; readonly offsetMs: number; readonly earlyMs: number };

const seconds = [1, 2, 5, 10, 15, 20, 30];
const hours = [1, 2, 3, 4, 6, 8, 12, 24, 168];
const roundSteps = [
  ...seconds.map((value) => value * 1000),
  ...seconds.map((value) => value * 60_000),
  ...hours.map((value) => value * 3_600_000),
];

/** A step that was asked for: aligned to the epoch, unless the points lie on a grid of that step already. */
export function askedLattice(time: Float64Array, stepMs: number): Lattice {
  const start = time[0] as number;
  const onGrid = time.every((t) => (t - start) % stepMs === 0);
  return { stepMs, offsetMs: onGrid ? modulo(start, stepMs) : 0, earlyMs: 0 };
}

/**
 * The series' own step, the median. Where the points are not exactly on a grid, a step within 1 % of a round one
 * (10 s, 5 min, 1 h) is that one, and points that keep near one place within the step (a circular resultant of 0.9 or
 * more) get buckets centred there, on the epoch's grid if that is within a twentieth of a step.
 */
export function ownLattice({ time, stepMs }: SeriesFrame): Lattice {
  const exact = askedLattice(time, stepMs ?? typicalStep(time));
  const start = time[0] as number;
  if (time.every((t) => (t - start) % exact.stepMs === 0)) return exact;
  const step = roundSteps.find((round) => Math.abs(exact.stepMs / round - 1) < 0.01) ?? exact.stepMs;
  let sine = 0;
  let cosine = 0;
  for (const t of time) {
    const angle = (2 * Math.PI * modulo(t, step)) / step;
    sine += Math.sin(angle);
    cosine += Math.cos(angle);
  }
  if (Math.hypot(sine, cosine) < 0.9 * time.length) return { stepMs: step, offsetMs: 0, earlyMs: 0 };
  const share = Math.atan2(sine, cosine) / (2 * Math.PI);
  const offsetMs = Math.abs(share) < 0.05 ? 0 : Math.round(modulo(share, 1) * step);
  return { stepMs: step, offsetMs, earlyMs: step / 2 };
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;
