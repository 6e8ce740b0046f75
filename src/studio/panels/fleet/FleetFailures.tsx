import { useMemo } from 'react';
import type { KeptFleetRow } from '../../../vault/types';
import { count } from '../../format';
import { Section } from '../../ui/Section';
import styles from './fleet.module.css';

/** The series that could not be forecast, under why; those of one reason together. */
export function FleetFailures({
  rows,
  names,
}: {
  readonly rows: readonly KeptFleetRow[];
  readonly names: (name: string) => string;
}) {
  const reasons = useMemo(() => {
    const found = new Map<string, string[]>();
    for (const { failure, name } of rows) {
      if (failure === undefined) continue;
      const why = `${failure.message} ${failure.next ?? ''}`.trim();
      found.set(why, [...(found.get(why) ?? []), names(name)]);
    }
    return [...found];
  }, [rows, names]);
  if (reasons.length === 0) return null;
  const all = reasons.reduce((sum, [, those]) => sum + those.length, 0);
  return (
    <Section title="Could not be forecast" note={count(all)}>
      <ul className={styles.failures}>
        {reasons.map(([why, those]) => (
          <li key={why}>
            <span className={styles.why}>{why}</span>
            <span>{those.join(', ')}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
