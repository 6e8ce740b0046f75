import { useEffect, useState } from 'react';
import { duration } from '../../../math/duration';
import type { BadRecords as Bad, QueryResult } from '../../../sources/types';
import { isDatabase } from '../../../state/reading';
import { keptReads, openKept, readAnew, readRest, refresh } from '../../../state/refresh-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { When } from '../../When';
import styles from './DataFindings.module.css';
import { ago, amount } from './read-words';

const MINUTE = 60_000;

/** The wall clock, looked at every half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), MINUTE / 2);
    return () => clearInterval(ticking);
  }, []);
  return now;
}

/** How much was received and when: two lines of the list of facts. */
export function ReadFacts({ result }: { readonly result: QueryResult }) {
  const readAs = useStudio((state) => state.readAs);
  const now = useNow();
  if (readAs === undefined || readAs.of !== result) return null;
  const seconds = readAs.answers.reduce((sum, answer) => sum + (answer.seconds ?? 0), 0);
  return (
    <>
      {!readAs.kept && (
        <>
          <dt>Received</dt>
          <dd>
            {amount(readAs, result)}
            {seconds > 0 && ` in ${duration(Math.max(1, Math.round(seconds * 1000)))}`}
          </dd>
        </>
      )}
      <dt>Read</dt>
      <dd>
        {ago(now - readAs.at)}
        {now - readAs.at >= MINUTE && (
          <>
            , at <When at={readAs.at} />
          </>
        )}
        {readAs.kept && '; connect to refresh'}
      </dd>
    </>
  );
}

/** The ways to read on: what is newer, what is missing, all of it again. */
export function ReadAs({ result }: { readonly result: QueryResult }) {
  const deps = useDeps();
  const readAs = useStudio((state) => state.readAs);
  const busy = useStudio((state) => state.read.status === 'running');
  const source = useStudio((state) => state.connection.source);
  if (readAs === undefined || readAs.of !== result) return null;
  return (
    <>
      {result.missing !== undefined && !readAs.kept && (
        <div className={styles.part} role="status">
          <p>
            {result.missing.length === 1
              ? 'One stretch of the time asked for did not come.'
              : `${count(result.missing.length)} stretches of the time asked for did not come.`}
          </p>
          <Button kind="outline" small disabled={busy} onClick={() => void readRest(deps)}>
            Read the rest
          </Button>
        </div>
      )}
      {isDatabase(source) && !readAs.kept && (
        <div className={styles.renew}>
          <Button kind="outline" small disabled={busy} onClick={() => void refresh(deps)}>
            Refresh
          </Button>
          <Button small disabled={busy} onClick={() => void readAnew(deps)}>
            Read again from the start
          </Button>
        </div>
      )}
    </>
  );
}

/** Records that could not be used: how many, and the first of them with the reason. */
export function BadRecords({ bad }: { readonly bad: Bad }) {
  const rest = bad.count - bad.first.length;
  return (
    <Section title="Bad records" note={count(bad.count)}>
      <ul className={styles.bad}>
        {bad.first.map(({ place, reason, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: records of one reading never move, and may repeat.
          <li key={index}>
            {place}: {reason}
            {text !== '' && <code>{text}</code>}
          </li>
        ))}
      </ul>
      {rest > 0 && <p className={styles.more}>And {count(rest)} more. They were skipped.</p>}
    </Section>
  );
}

/** What was read of the recipe in an earlier visit, where its database is not connected or does not answer. */
export function KeptRead() {
  const deps = useDeps();
  const recipe = useStudio((state) => state.recipe.present);
  const shown = useStudio((state) => latest(state.read) !== undefined);
  const connected = useStudio(({ connection, read }) => connection.state.status === 'done' && read.status !== 'failed');
  const [kept, setKept] = useState<{ readonly of: unknown; readonly at: number }>();
  const now = useNow();
  useEffect(() => {
    if (connected || shown) return;
    let gone = false;
    keptReads(deps).then(
      (cards) => {
        if (!gone && cards !== undefined) setKept({ of: recipe, at: Math.min(...cards.map(({ readAt }) => readAt)) });
      },
      () => undefined, // What cannot be looked up is not offered.
    );
    return () => {
      gone = true;
    };
  }, [deps, recipe, connected, shown]);
  if (connected || shown || kept?.of !== recipe) return null;
  return (
    <Section title="Kept from before">
      <p className={styles.verdict}>
        What is asked for here was read {ago(now - kept.at)} and is kept in this browser.
      </p>
      <div className={styles.next}>
        <Button kind="outline" onClick={() => void openKept(deps)}>
          Open what was read
        </Button>
      </div>
    </Section>
  );
}
