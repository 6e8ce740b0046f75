import type { ReactNode } from 'react';
import type { Failure } from '../../base/errors';
import styles from './ErrorNote.module.css';
import { Icon } from './icons';

export interface ErrorNoteProps {
  readonly failure: Failure;
  /** The next step as buttons; without them `failure.next` is said in words. */
  readonly actions?: ReactNode;
  /** Long facts under a fold: the query sent, a command to try. The failure's code and value are there anyway. */
  readonly details?: ReactNode;
}

/** What went wrong, why, and what to do now. */
export function ErrorNote({ failure, actions, details }: ErrorNoteProps) {
  return (
    <div className={styles.note} role="alert">
      <span className={styles.sign}>
        <Icon name="warn" />
      </span>
      <div className={styles.body}>
        <p className={styles.message}>{failure.message}</p>
        {failure.next !== undefined && <p className={styles.next}>{failure.next}</p>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        <details className={styles.details}>
          <summary>Details</summary>
          <dl className={styles.facts}>
            <dt>Code</dt>
            <dd>{failure.code}</dd>
            {failure.value !== undefined && (
              <>
                <dt>Value</dt>
                <dd>{failure.value}</dd>
              </>
            )}
          </dl>
          {details}
        </details>
      </div>
    </div>
  );
}
