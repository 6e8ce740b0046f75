import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

export interface EmptyStateProps {
  readonly title: string;
  /** What would be here, and what to do so that it is. */
  readonly words: ReactNode;
  readonly actions?: ReactNode;
  /** A quiet drawing of what would be here. */
  readonly picture?: ReactNode;
}

/** A place with nothing in it yet: it says what to do. */
export const EmptyState = ({ title, words, actions, picture }: EmptyStateProps) => (
  <div className={styles.empty}>
    {picture !== undefined && (
      <div className={styles.picture} aria-hidden="true">
        {picture}
      </div>
    )}
    <h2 className={styles.title}>{title}</h2>
    <p className={styles.words}>{words}</p>
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </div>
);
