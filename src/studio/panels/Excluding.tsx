import { useEffect, useMemo, useState } from 'react';
import { leaveOutPeriod, leftOut } from '../../state/exclude-actions';
import type { ChartZoom } from '../Chart';
import { useDeps, useStudio, useZone } from '../context';
import { counted, span } from '../format';
import { Button } from '../ui/Button';
import styles from './panel.module.css';

/** What a series chart needs so that a period can be left out by dragging over it. */
export interface Excluding {
  /** The button beside the heading that turns dragging into leaving out. */
  readonly button: React.ReactNode;
  /** Spread into the chart. */
  readonly chart: {
    readonly shaded: readonly ChartZoom[];
    readonly onStretch: ((stretch: ChartZoom) => void) | undefined;
  };
  /** Which dates are left out, and what that means; nothing while none are. */
  readonly words: React.ReactNode;
}

/** Leaving out periods of the series of this name by dragging; Escape stops it. */
export function useExcluding(series: string): Excluding {
  const deps = useDeps();
  const zone = useZone();
  const recipe = useStudio((state) => state.recipe.present);
  const [on, setOn] = useState(false);
  const shaded = useMemo(() => leftOut(recipe, series), [recipe, series]);
  useEffect(() => {
    if (!on) return;
    const stop = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOn(false);
    };
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [on]);
  const onStretch = (stretch: ChartZoom): void => {
    leaveOutPeriod(deps, stretch);
    setOn(false);
  };
  return {
    button: (
      <Button
        small
        kind="outline"
        aria-pressed={on}
        title="Then drag over the chart. Dates can be typed in Prepare too, in the step “leave out”."
        onClick={() => setOn(!on)}
      >
        {on ? 'Drag over the bad period' : 'Exclude a period'}
      </Button>
    ),
    chart: { shaded, onStretch: on ? onStretch : undefined },
    words: shaded.length > 0 && (
      <p className={styles.words}>
        {`Left out: ${shaded
          .slice(0, 4)
          .map(({ start, stop }) => span(start, stop, zone))
          .join('; ')}${shaded.length > 4 ? ` and ${counted(shaded.length - 4, 'more period')}` : ''}. `}
        Forecasts are not judged there. Models learn from the gap as its season would fill it.
      </p>
    ),
  };
}
