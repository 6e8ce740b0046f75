import { seeded } from '../../src/base/random';

/** A series to draw, and where its spikes stand. */
export interface ChartData {
  readonly time: Float64Array;
  readonly values: Float64Array;
  readonly spikes: readonly number[];
}

/** A daily rhythm, noise and a slow walk, a value a second, with a spike of one point in every million. */
export function chartData(points: number): ChartData {
  const random = seeded(5);
  const time = new Float64Array(points);
  const values = new Float64Array(points);
  let walk = 0;
  for (let i = 0; i < points; i++) {
    walk += random() - 0.5;
    time[i] = 1.7e12 + 1000 * i;
    values[i] = 100 + walk / 50 + 10 * Math.sin((i / 86_400) * 2 * Math.PI) + 3 * random();
  }
  const spikes: number[] = [];
  for (let i = 543_210; i < points; i += 1_000_000) {
    values[i] = 200;
    spikes.push(i);
  }
  return { time, values, spikes };
}

/** Zooms a person might do: into a spike by and by, aside, and out again; as shares of the whole. */
export const zoomSteps: readonly { readonly middle: number; readonly share: number }[] = [
  ...[0.5, 0.2, 0.08, 0.03, 0.01, 0.003, 0.001, 0.0003].map((share) => ({ middle: 0.5543, share })),
  ...[0.56, 0.57, 0.58].map((middle) => ({ middle, share: 0.01 })),
  ...[0.1, 0.9].map((share) => ({ middle: 0.5, share })),
];
