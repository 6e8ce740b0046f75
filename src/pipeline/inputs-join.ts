import { first, lowerBound, type SeriesFrame, typicalStep } from '../frame/frame';

/** A series and what it is called. */
interface Named {
  readonly name: string;
  readonly frame: SeriesFrame;
}

/**
 * A series with others beside it as further columns under their names, on its own times: each at the same time or at the
 * last time before it, no further back than its own step; NaN where it has none.
 */
export function joined(frame: SeriesFrame, others: readonly Named[]): SeriesFrame {
  if (others.length === 0) return frame;
  const columns = others.map(({ name, frame: other }) => ({
    key: name,
    labels: {},
    values: valuesAt(other, frame.time),
  }));
  return { ...frame, columns: [first(frame), ...columns] };
}

/** The others over all of their own times together: what is known of them, also after a series' end. */
export function together(others: readonly Named[]): SeriesFrame | undefined {
  if (others.length === 0) return undefined;
  const time = Float64Array.from(new Set(others.flatMap(({ frame }) => Array.from(frame.time)))).sort();
  return {
    time,
    columns: others.map(({ name, frame }) => ({ key: name, labels: {}, values: valuesAt(frame, time) })),
  };
}

function valuesAt(frame: SeriesFrame, time: Float64Array): Float64Array {
  const { values } = first(frame);
  const step = frame.stepMs ?? typicalStep(frame.time);
  return time.map((t) => {
    const at = lowerBound(frame.time, t + 1) - 1;
    return at >= 0 && t - (frame.time[at] as number) < (Number.isNaN(step) ? 1 : step)
      ? (values[at] as number)
      : Number.NaN;
  });
}
