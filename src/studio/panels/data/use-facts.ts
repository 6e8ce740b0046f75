import { useEffect, useMemo, useState } from 'react';
import type { SeriesFrame } from '../../../frame/frame';
import { factsOf, type SeriesFacts } from '../../../frame/series-facts';
import { factsOfLong } from '../../../state/views';
import { useDeps } from '../../context';

/** Going through more points than this at once would make the page wait: the worker that draws does it. */
const LONG = 250_000;

interface Named {
  readonly name: string;
  readonly frame: SeriesFrame;
}

/** Facts of each series; of a long one undefined until they are found. */
export function useFacts(series: readonly Named[]): readonly (SeriesFacts | undefined)[] {
  const { engine } = useDeps();
  const short = useMemo(
    () => series.map(({ name, frame }) => (frame.time.length > LONG ? undefined : factsOf(name, frame))),
    [series],
  );
  const [found, setFound] = useState<ReadonlyMap<SeriesFrame, SeriesFacts>>(new Map());
  useEffect(() => {
    const overtaken = new AbortController();
    for (const { name, frame } of series) {
      if (frame.time.length <= LONG) continue;
      factsOfLong(engine, name, frame, overtaken.signal)
        // The worker failed: slower here, but never nothing.
        .catch(() => (overtaken.signal.aborted ? undefined : factsOf(name, frame)))
        .then((facts) => {
          if (facts !== undefined && !overtaken.signal.aborted) setFound((old) => new Map([...old, [frame, facts]]));
        });
    }
    return () => {
      overtaken.abort();
      setFound((old) => (old.size === 0 ? old : new Map()));
    };
  }, [engine, series]);
  return series.map(({ frame }, i) => short[i] ?? found.get(frame));
}
