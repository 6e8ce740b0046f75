import type { ReactNode } from 'react';
import styles from './Door.module.css';

export interface DoorProps {
  readonly title: string;
  readonly words: string;
  /** What the click does: `Look at demo data`. */
  readonly action: string;
  readonly onOpen: () => void;
  /** A live picture of what lies behind it; decoration for readers. */
  readonly picture: ReactNode;
  readonly busy?: boolean;
}

/** One of the doors of a first visit: a live picture, a few words, one click. */
export function Door({ title, words, action, onOpen, picture, busy = false }: DoorProps) {
  return (
    <article className={styles.door}>
      <div className={styles.picture} aria-hidden="true" inert>
        {picture}
      </div>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.words}>{words}</p>
      <button type="button" className={styles.action} disabled={busy} aria-busy={busy} onClick={onOpen}>
        {action}
      </button>
    </article>
  );
}

/** The doors side by side, one under the other on a small screen. */
export const Doors = ({
  title,
  words,
  children,
}: {
  readonly title: string;
  readonly words: string;
  readonly children: ReactNode;
}) => (
  <div className={styles.visit}>
    <h2 className={styles.welcome}>{title}</h2>
    <p className={styles.lead}>{words}</p>
    <div className={styles.doors}>{children}</div>
  </div>
);
