import { useMemo } from 'react';
import { seriesRead } from '../../../state/series';
import { useStudio } from '../../context';
import { Button } from '../../ui/Button';
import styles from './prepare.module.css';

/** So many names are offered; the others are typed. */
const MOST = 12;

/** The names of the series read, to be put into a formula. */
export function SeriesNames({ index, onTake }: { readonly index: number; readonly onTake: (name: string) => void }) {
  const read = useStudio((state) => state.read);
  const names = useMemo(() => seriesRead({ read }).map(({ name }) => name), [read]);
  if (index > 0 && names.length === 0) return null;
  return (
    <div className={styles.names}>
      {names.slice(0, MOST).map((name) => (
        <Button key={name} small kind="outline" onClick={() => onTake(quoted(name))}>
          {name}
        </Button>
      ))}
      {names.length > MOST && <span className={styles.quiet}>{`and ${names.length - MOST} more, by their names`}</span>}
    </div>
  );
}

/** A name as a formula takes it. */
const quoted = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(name) ? name : `\`${name}\``);
