import type { ReactNode } from 'react';
import styles from './VisuallyHidden.module.css';

export interface VisuallyHiddenProps {
  readonly children: ReactNode;
  /** Announces its changes: at the next pause, or at once. */
  readonly live?: 'polite' | 'assertive';
}

/** Words for those who listen to the page. */
export function VisuallyHidden({ children, live }: VisuallyHiddenProps) {
  return (
    <span className={styles.hidden} aria-live={live} aria-atomic={live === undefined ? undefined : true}>
      {children}
    </span>
  );
}
