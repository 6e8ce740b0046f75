import { useEffect, useState } from 'react';
import { sayFailure } from '../../../state/deps';
import { forecastsThen, seriesKey, type ThenAndNow } from '../../../state/past-forecasts';
import { useDeps, useStudio } from '../../context';
import { useChosen } from '../../use-series';

const none: readonly ThenAndNow[] = [];

/** The forecasts made before of the series looked at, with what has happened since; found again when either changes. */
export function useThenAndNow(): readonly ThenAndNow[] {
  const deps = useDeps();
  const chosen = useChosen();
  const frame = chosen?.frame;
  const key = useStudio((state) => seriesKey(state.recipe.present, chosen?.name ?? ''));
  const [found, setFound] = useState<{ readonly of: unknown; readonly key: string; readonly all: typeof none }>();
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    let gone = false;
    let leave: (() => void) | undefined;
    void deps.vault.then((vault) => {
      if (gone) return;
      leave = vault.subscribe((change) => {
        if (change.in === 'forecasts') setChanges((count) => count + 1);
      });
    });
    return () => {
      gone = true;
      leave?.();
    };
  }, [deps]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept changes with the count of changes.
  useEffect(() => {
    if (frame === undefined) return;
    const stopped = new AbortController();
    forecastsThen(deps, stopped.signal).then(
      (all) => {
        if (!stopped.signal.aborted) setFound({ of: frame, key, all });
      },
      (error: unknown) => {
        if (!stopped.signal.aborted) sayFailure(deps, error);
      },
    );
    return () => stopped.abort();
  }, [deps, frame, key, changes]);
  return found?.of === frame && found?.key === key ? found.all : none;
}
