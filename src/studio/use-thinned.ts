import { useEffect, useMemo, useState } from 'react';
import { toFailure } from '../base/errors';
import { tellFacts } from '../charts/base/facts';
import type { ChartDefinition, Curve, Drawn } from '../charts/types';
import { type Pyramid, pyramidOf } from '../math/downsample/pyramid';
import { glance, spliced, type View, viewOf, type Window } from '../math/downsample/view';
import type { Deps } from '../state/deps';
import { viewOfCurve } from '../state/views';
import { useDeps } from './context';
import { type Picture, thinnedWords } from './thinned-words';
import type { ChartZoom } from './zoom';

/** A curve of more points is thinned before it is drawn. */
const LONG = 20_000;

type Engine = Deps['engine'];
type Views = readonly (View | undefined)[];

const isLong = ({ values }: Curve): boolean => values.length > LONG;

/** What a chart of long curves draws, and says of it; nothing of either where all its curves are short. */
export interface Thinned {
  readonly drawn?: Drawn;
  readonly words?: string;
}

/**
 * Thins a chart's long curves to the points that draw as all would, about two for each of `width` pixels: a first glance
 * at once, then every spike of the whole from the worker that holds the series, and of each stretch that comes in sight
 * its own points. Until those are there, the coarser picture stays.
 */
export function useThinned<D>(
  definition: ChartDefinition<D>,
  data: D,
  sight: ChartZoom | null,
  width: number,
): Thinned {
  const { engine } = useDeps();
  const curves = useSame(useMemo(() => definition.curves?.(data) ?? none, [definition, data]));
  const first = useMemo(
    () => curves.map((curve) => (isLong(curve) ? glance(curve.time, curve.values, 1024, curve.breakMs) : undefined)),
    [curves],
  );
  const whole = useViews(engine, curves, null, width);
  const near = useViews(engine, sight === null ? none : curves, sight, width);
  const part = sight === null ? undefined : near;
  const drawn = useMemo(
    () =>
      first.map((points, i) => {
        if (points === undefined) return undefined;
        const base = whole?.[i]?.points ?? points;
        const seen = part?.[i]?.points;
        return seen === undefined ? base : spliced(base, seen);
      }),
    [first, whole, part],
  );
  const picture: Picture = { curves, first, whole, part };
  return curves.some(isLong) ? { drawn, words: thinnedWords(picture) } : {};
}

const none: readonly Curve[] = [];

/** The curves as they were before, while they are of the same arrays: data is put together anew at every turn. */
function useSame(curves: readonly Curve[]): readonly Curve[] {
  const [kept, setKept] = useState(curves);
  const isSame =
    kept.length === curves.length &&
    kept.every(({ time, values, keep, breakMs }, i) => {
      const other = curves[i];
      return other?.time === time && other.values === values && other.keep === keep && other.breakMs === breakMs;
    });
  if (isSame) return kept;
  setKept(curves);
  return curves;
}

/** Views of the long curves for one stretch (null = the whole); those of the last stretch until the next are there. */
function useViews(engine: Engine, curves: readonly Curve[], sight: ChartZoom | null, width: number): Views | undefined {
  const [found, setFound] = useState<{ readonly of: readonly Curve[]; readonly views: Views }>();
  const { start, stop } = sight ?? whole;
  useEffect(() => {
    if (!curves.some(isLong)) return;
    const overtaken = new AbortController();
    const ask = (curve: Curve): Promise<View | undefined> | undefined =>
      isLong(curve) ? oneView(engine, curve, windowOf(curve, start, stop, width), overtaken.signal) : undefined;
    Promise.all(curves.map(ask)).then(
      (views) => {
        if (overtaken.signal.aborted) return;
        views.forEach((view, i) => {
          if (view !== undefined) tellFacts((curves[i] as Curve).values, view.facts);
        });
        setFound({ of: curves, views });
      },
      // Overtaken: the next has its own.
      () => undefined,
    );
    return () => overtaken.abort();
  }, [engine, curves, start, stop, width]);
  return found?.of === curves ? found.views : undefined;
}

const whole: ChartZoom = { start: Number.NEGATIVE_INFINITY, stop: Number.POSITIVE_INFINITY };

const windowOf = ({ keep, breakMs }: Curve, start: number, stop: number, width: number): Window => ({
  start,
  stop,
  width,
  keep,
  ...(breakMs !== undefined && { breakMs }),
});

const pyramids = new WeakMap<Float64Array, Pyramid>();

/** A view from the worker; made here when the worker has failed, which is slower but never no picture. */
async function oneView(engine: Engine, curve: Curve, window: Window, signal: AbortSignal): Promise<View> {
  try {
    return await viewOfCurve(engine, curve, window, signal);
  } catch (error) {
    if (signal.aborted || toFailure(error).code === 'cancelled') throw error;
    const pyramid = pyramids.get(curve.values) ?? pyramidOf(curve.values);
    pyramids.set(curve.values, pyramid);
    return viewOf(curve.time, pyramid, window);
  }
}
