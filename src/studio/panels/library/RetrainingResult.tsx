import type { Retraining } from '../../../pipeline/results';
import { discardRetrained, keepRetrained, retrainModel } from '../../../state/library-actions';
import type { Run } from '../../../state/run';
import { useDeps, useStudio, useZone } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Section } from '../../ui/Section';
import { MetricsTable } from '../MetricsTable';
import { unitOf } from '../one-series';
import styles from '../panel.module.css';
import { betterWords, lessonWords } from './learned-words';

/** The error before and after learning on newer data, on the same newest points; to keep or to discard. */
export function RetrainingResult({ run }: { readonly run: Run<Retraining> }) {
  const deps = useDeps();
  const zone = useZone();
  const of = useStudio((state) => state.retrainingOf);
  if (run.status === 'failed') {
    return (
      <ErrorNote
        failure={run.failure}
        actions={
          <>
            <Button kind="outline" onClick={() => deps.store.setState({ room: 'data' })}>
              Open Data
            </Button>
            {run.failure.code === 'too-short' && of !== undefined && (
              <Button kind="outline" onClick={() => void retrainModel(deps, of, 'all')}>
                Retrain on all data
              </Button>
            )}
            <Button onClick={() => discardRetrained(deps)}>Dismiss</Button>
          </>
        }
      />
    );
  }
  if (run.status !== 'done') return null;
  const { before, after } = run.value;
  const better = after.mae < before.mae;
  const { learnedFrom, history } = run.value.run.artifact;
  const newerOnly = learnedFrom !== undefined && learnedFrom.range.start > (history.time[0] ?? 0);
  return (
    <Section title="Retrained" note="before and after, judged on the same newest points">
      <div className={styles.result}>
        <MetricsTable metrics={[after, before]} {...unitOf(history)} />
        <p className={styles.words} role="status">
          {betterWords(run.value, zone)}
        </p>
        {learnedFrom !== undefined && (
          <p className={styles.words}>
            {lessonWords(learnedFrom, newerOnly, zone)} Kept, it becomes a new version; the one before stays to go back
            to.
          </p>
        )}
        <div className={styles.actions}>
          <Button kind={better ? 'primary' : 'outline'} onClick={() => void keepRetrained(deps)}>
            Keep
          </Button>
          <Button kind={better ? 'outline' : 'primary'} onClick={() => discardRetrained(deps)}>
            Discard
          </Button>
        </div>
      </div>
    </Section>
  );
}
