import { useEffect, useState } from 'react';
import type { Choice } from '../../../base/definition';
import { type Failure, toFailure } from '../../../base/errors';
import { titleOf } from '../../../sources/doctor';
import type { Check, Diagnosis } from '../../../sources/types';
import { diagnose } from '../../../state/doctor-actions';
import { sourceCard } from '../../../state/open-actions';
import { useDeps } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Icon, type IconName } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { Spinner } from '../../ui/Spinner';
import styles from './Doctor.module.css';
import { Fixes } from './DoctorFixes';
import { thisPage } from './this-page';

export interface DoctorProps {
  /** What to test, without a login; absent = what is open or just failed to open. */
  readonly at?: Choice | undefined;
  /** Takes another product, when that is what answers. */
  readonly onProduct?: (source: string) => void;
}

interface Seen {
  readonly checks: readonly Check[];
  readonly under?: Check['id'];
  readonly diagnosis?: Diagnosis;
  readonly failure?: Failure;
}

/** Tests a connection while one watches: each test with its verdict, what is wrong, and what to copy to mend it. */
export default function Doctor({ at, onProduct }: DoctorProps) {
  const deps = useDeps();
  const [round, setRound] = useState(0);
  const [seen, setSeen] = useState<Seen>({ checks: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round tests again
  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    setSeen({ checks: [] });
    diagnose(deps, at, thisPage(), signal, (checks, under) => {
      if (!signal.aborted) setSeen({ checks, under });
    }).then(
      (diagnosis) => {
        if (!signal.aborted) setSeen({ checks: diagnosis.checks, diagnosis });
      },
      (error: unknown) => {
        if (!signal.aborted) setSeen({ checks: [], failure: toFailure(error) });
      },
    );
    return () => stopping.abort();
  }, [deps, at, round]);
  const { checks, under, diagnosis, failure } = seen;
  return (
    <Section
      title="Connection tests"
      aside={
        <Button
          small
          icon="refresh"
          busy={diagnosis === undefined && failure === undefined}
          onClick={() => setRound(round + 1)}
        >
          Test again
        </Button>
      }
    >
      <ol className={styles.checks} aria-label="Connection tests">
        {checks.map((check) => (
          <Line key={check.id} {...check} />
        ))}
        {under !== undefined && <Line id={under} title={titleOf(under)} verdict="running" words="" />}
      </ol>
      {failure !== undefined && <ErrorNote failure={failure} />}
      <div role="status" className={styles.outcome}>
        {diagnosis !== undefined && <Outcome diagnosis={diagnosis} guess={at?.id} onProduct={onProduct} />}
      </div>
    </Section>
  );
}

const signs: Readonly<Record<Check['verdict'] | 'running', { readonly icon: IconName; readonly word: string }>> = {
  passed: { icon: 'check', word: 'passed' },
  failed: { icon: 'close', word: 'failed' },
  unknown: { icon: 'more', word: 'not known' },
  skipped: { icon: 'minus', word: 'not tested' },
  running: { icon: 'more', word: 'testing' },
};

type LineProps = Omit<Check, 'verdict'> & { readonly verdict: keyof typeof signs };

function Line({ title, verdict, words }: LineProps) {
  const { icon, word } = signs[verdict];
  return (
    <li className={styles.check} data-verdict={verdict}>
      <span className={styles.sign}>{verdict === 'running' ? <Spinner /> : <Icon name={icon} />}</span>
      <span className={styles.title}>{title}</span>
      <span className={styles.word}>{word}</span>
      {words !== '' && verdict !== 'skipped' && <p className={styles.words}>{words}</p>}
    </li>
  );
}

function Outcome({
  diagnosis: { wrong, product, fixes },
  guess,
  onProduct,
}: {
  readonly diagnosis: Diagnosis;
  /** The product that was taken for what answers, while that is not known. */
  readonly guess: string | undefined;
  readonly onProduct: DoctorProps['onProduct'];
}) {
  return (
    <>
      <p className={styles.wrong}>
        {wrong ?? (fixes.length === 0 ? 'All is well: nothing stands in the way.' : 'Reading works. To write as well:')}
      </p>
      {product !== undefined && onProduct !== undefined && (
        <p>
          <Button kind="outline" onClick={() => onProduct(product)}>
            Take {sourceCard(product).title}
          </Button>
        </p>
      )}
      {guess !== undefined && product === undefined && fixes.length > 0 && <p>If it is {sourceCard(guess).title}:</p>}
      <Fixes fixes={fixes} />
    </>
  );
}
