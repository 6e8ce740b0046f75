import { useEffect, useState } from 'react';
import { first, type SeriesFrame } from '../../../frame/frame';
import type { Described } from '../../../pipeline/explore';
import { sayFailure } from '../../../state/deps';
import { useDeps } from '../../context';

const known = new WeakMap<Float64Array, Described>();

/** The figures of a series, worked out in the engine; undefined until they are there. */
export function useDescribed(frame: SeriesFrame | undefined): Described | undefined {
  const deps = useDeps();
  const values = frame && first(frame).values;
  const [, arrived] = useState(0);
  useEffect(() => {
    if (frame === undefined || values === undefined || known.has(values)) return;
    const gone = new AbortController();
    deps.engine.run('describe', { frame }, { signal: gone.signal }).then(
      (found) => {
        known.set(values, found);
        if (!gone.signal.aborted) arrived((times) => times + 1);
      },
      (error: unknown) => {
        if (!gone.signal.aborted) sayFailure(deps, error);
      },
    );
    return () => gone.abort();
  }, [deps, frame, values]);
  return values && known.get(values);
}
