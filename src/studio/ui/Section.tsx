import { type ReactNode, useId } from 'react';
import styles from './Section.module.css';

export interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** At the right of the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A heading, a note beside it, and what belongs under it; space divides one from the next. */
export function Section({ title, note, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <p className={styles.note}>{note}</p>}
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}
