import { memo } from 'react';
import type { Threshold } from '../../../math/crossing';
import type { Glance } from '../../../pipeline/fleet';
import styles from './fleet.module.css';
import { HIGH, sparkPaths, WIDE } from './spark-path';

/**
 * A series with its forecast, its band and the threshold, at a glance: a few vector lines, so that hundreds are light. What
 * it shows is said in words beside it.
 */
export const FleetSpark = memo(function FleetSpark({
  glance,
  threshold,
}: {
  readonly glance: Glance;
  readonly threshold: Threshold | undefined;
}) {
  const paths = sparkPaths(glance, threshold);
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path className={styles.band} d={paths.band} />
      <line className={styles.now} x1={paths.now} x2={paths.now} y1="0" y2={HIGH} />
      {paths.threshold !== undefined && (
        <line className={styles.threshold} x1="0" x2={WIDE} y1={paths.threshold} y2={paths.threshold} />
      )}
      <path className={styles.history} d={paths.history} />
      <path className={styles.middle} d={paths.middle} />
    </svg>
  );
});
