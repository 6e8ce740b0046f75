import type { EChartsType } from 'echarts/core';
import styles from './Chart.module.css';
import { Button } from './ui/Button';
import { cx } from './ui/cx';
import { type ChartView, openingOf, resetZoom } from './zoom';

interface ZoomWordsProps {
  readonly chart: EChartsType;
  readonly view: ChartView;
  /** Something stands beside it: it is shown only where there is much room. */
  readonly beside: boolean;
}

/** How to zoom, or the way back. */
export function ZoomWords({ chart, view, beside }: ZoomWordsProps) {
  if (view !== 'opening') {
    return (
      <Button small kind="outline" title="A double-click does it too" onClick={() => resetZoom(chart)}>
        Reset zoom
      </Button>
    );
  }
  return (
    <span className={cx(styles.hint, beside && styles.beside)}>
      drag to zoom{openingOf(chart) === null ? '' : ' · double-click for the whole'}
    </span>
  );
}
