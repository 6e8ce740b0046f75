import { type TimeRange, typicalStep } from '../frame/frame';
import { isMonthly } from '../math/calendar';
import { MONTH } from '../math/duration';

/** A series laid out on even steps, as far as its times allow. */
export interface Grid {
  /** The commonest step; the mean month for an axis of calendar months; NaN under two points. */
  readonly stepMs: number;
  /** Steps from the first point to the last, both counted. */
  readonly slots: number;
  /** One value a slot, NaN where nothing was recorded. */
  readonly values: Float64Array;
  /** Stretches without a value, [start, stop): from where the first is missing to the next value. */
  readonly gaps: readonly TimeRange[];
}

/** Above this many slots a point, the axis is taken as events, one slot each: there is no grid to fill. */
const SPARSEST = 20;

/** Lays a series out on its typical step: each point goes as many slots on as steps fit into the time since the last. */
export function gridOf(time: Float64Array, values: Float64Array, stepMs?: number): Grid {
  const step = stepMs ?? nominalStep(time);
  const slot = new Float64Array(time.length);
  for (let i = 1; i < time.length; i++) {
    const steps = Math.round(((time[i] as number) - (time[i - 1] as number)) / step);
    slot[i] = (slot[i - 1] as number) + Math.max(1, steps);
  }
  const slots = time.length === 0 ? 0 : (slot.at(-1) as number) + 1;
  if (slots > SPARSEST * time.length) {
    return {
      stepMs: step,
      slots: time.length,
      values,
      gaps: gapsOf(time, values, step, Float64Array.from(slot.keys())),
    };
  }
  const laidOut = new Float64Array(slots).fill(Number.NaN);
  for (let i = 0; i < time.length; i++) laidOut[slot[i] as number] = values[i] as number;
  return { stepMs: step, slots, values: laidOut, gaps: gapsOf(time, values, step, slot) };
}

/** The commonest step, or the mean month when every step is a calendar month. */
function nominalStep(time: Float64Array): number {
  const typical = typicalStep(time);
  const months = isMonthly(typical) && time.every((t, i) => i === 0 || isMonthly(t - (time[i - 1] as number)));
  return months ? MONTH : typical;
}

function gapsOf(time: Float64Array, values: Float64Array, step: number, slot: Float64Array): readonly TimeRange[] {
  const n = time.length;
  const width = Number.isNaN(step) ? 1 : step;
  const gaps: TimeRange[] = [];
  let last = -1;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(values[i])) continue;
    if (last < 0 ? i > 0 : (slot[i] as number) - (slot[last] as number) > 1) {
      gaps.push({ start: last < 0 ? (time[0] as number) : (time[last] as number) + width, stop: time[i] as number });
    }
    last = i;
  }
  if (n > 0 && last < n - 1) {
    const start = last < 0 ? (time[0] as number) : (time[last] as number) + width;
    gaps.push({ start, stop: (time[n - 1] as number) + width });
  }
  return gaps;
}
