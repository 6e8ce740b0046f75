import styles from './Badge.module.css';

export type Severity = 'minor' | 'major' | 'critical';

const shapes: Record<Severity, string> = {
  minor: 'M6 2.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z',
  major: 'M6 1.5 11 10.500H1z',
  critical: 'M6 .5 11.5 6 6 11.5.5 6z',
};

/** How bad an anomaly is: by colour, by shape and by word. `value` adds its score. */
export const Badge = ({ severity, value }: { readonly severity: Severity; readonly value?: string }) => (
  <span className={styles.badge} data-tone={severity}>
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <path d={shapes[severity]} fill="currentColor" />
    </svg>
    <span className={styles.word}>{severity}</span>
    {value !== undefined && <span className={styles.value}>{value}</span>}
  </span>
);
