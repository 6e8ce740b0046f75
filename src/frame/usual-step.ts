import { typicalStep } from './frame';

/** More steps than this are not all looked at. */
const LOOKED_AT = 2 ** 16;

const known = new WeakMap<Float64Array, number>();

/**
 * `typicalStep` for those who draw, and must not make a page wait: of a long axis the median of 65,536 steps, one of every
 * so many (each time another of them, by the golden ratio, so that no rhythm falls in step). Found once for each axis.
 */
export function usualStep(time: Float64Array): number {
  const step = known.get(time) ?? (time.length <= LOOKED_AT + 1 ? typicalStep(time) : sampledStep(time));
  known.set(time, step);
  return step;
}

function sampledStep(time: Float64Array): number {
  const every = (time.length - 1) / LOOKED_AT;
  const steps = Float64Array.from({ length: LOOKED_AT }, (_, i) => {
    const at = Math.floor((i + ((i * 0.6180339887498949) % 1)) * every);
    return (time[at + 1] as number) - (time[at] as number);
  });
  return steps.sort()[LOOKED_AT >>> 1] as number;
}
