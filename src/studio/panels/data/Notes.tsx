import { useState } from 'react';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import styles from './Notes.module.css';

const PAGE = 6;

/** What a source mended or left out, a few sentences at a time. */
export function Notes({ notes }: { readonly notes: readonly string[] }) {
  const [shown, setShown] = useState(PAGE);
  const rest = notes.length - shown;
  return (
    <>
      <ul className={styles.notes}>
        {notes.slice(0, shown).map((note, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sentences of one reading never move, and may repeat.
          <li key={index}>{note}</li>
        ))}
      </ul>
      {rest > 0 && (
        <Button small onClick={() => setShown(notes.length)}>
          {count(rest)} more
        </Button>
      )}
    </>
  );
}
