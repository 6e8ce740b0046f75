import type { ReactNode } from 'react';
import styles from './Stat.module.css';

export interface StatProps {
  /** The figure in words: `2.4 × closer`. */
  readonly figure: ReactNode;
  /** What it is compared with: `than repeating last week, on 6 held-back days it never saw.` */
  readonly words: ReactNode;
  /** A heading over it, with a note beside it. */
  readonly title?: string;
  readonly note?: string;
}

/** One big figure that says what it means. */
export const Stat = ({ figure, words, title, note }: StatProps) => (
  <div className={styles.stat}>
    {title !== undefined && (
      <h2 className={styles.title}>
        {title}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </h2>
    )}
    <p className={styles.figure}>{figure}</p>
    <p className={styles.words}>{words}</p>
  </div>
);
