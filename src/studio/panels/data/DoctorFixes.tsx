import { useRef, useState } from 'react';
import type { Diagnosis } from '../../../sources/types';
import { Button } from '../../ui/Button';
import styles from './Doctor.module.css';

const languages = { shell: 'in a terminal', nginx: 'nginx', text: '' } as const;

/** What to copy, each with its button; the likeliest first. */
export function Fixes({ fixes }: Pick<Diagnosis, 'fixes'>) {
  if (fixes.length === 0) return null;
  return (
    <ul className={styles.fixes} aria-label="What to do">
      {fixes.map((fix) => (
        <Fix key={`${fix.title} ${fix.text}`} {...fix} />
      ))}
    </ul>
  );
}

function Fix({ title, language, text }: Diagnosis['fixes'][number]) {
  const code = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState('Copy');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      // Plain http pages have no clipboard: the text stands chosen, one key away.
      if (code.current !== null) window.getSelection()?.selectAllChildren(code.current);
      setSaid('Chosen: copy it by key');
    }
  };
  return (
    <li className={styles.fix}>
      <div className={styles.head}>
        <span>
          {title}
          {languages[language] !== '' && <span className={styles.language}> ({languages[language]})</span>}
        </span>
        <Button small kind="outline" aria-label={`${said}: ${title}`} onClick={() => void copy()}>
          {said}
        </Button>
      </div>
      <pre ref={code} className={styles.code}>
        {text}
      </pre>
    </li>
  );
}
