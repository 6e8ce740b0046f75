import type { Retraining } from '../../../pipeline/results';
import { discardRetrained, keepRetrained } from '../../../state/library-actions';
import type { Run } from '../../../state/run';
import { useDeps } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Section } from '../../ui/Section';
import { MetricsTable } from '../MetricsTable';
import styles from '../panel.module.css';

/** The error before and after learning on newer data, on the same newest points; to keep or to discard. */
export function RetrainingResult({ run }: { readonly run: Run<Retraining> }) {
  const deps = useDeps();
  if (run.status === 'failed') {
    return (
      <ErrorNote
        failure={run.failure}
        actions={
          <>
            <Button kind="outline" onClick={() => deps.store.setState({ room: 'data' })}>
              Open Data
            </Button>
            <Button onClick={() => discardRetrained(deps)}>Dismiss</Button>
          </>
        }
      />
    );
  }
  if (run.status !== 'done') return null;
  const { before, after } = run.value;
  const better = after.mae < before.mae;
  return (
    <Section title="Retrained" note="judged on the newest points, which neither has seen">
      <div className={styles.result}>
        <MetricsTable metrics={[after, before]} />
        <p className={styles.words}>
          {better ? 'It came closer with the newer data.' : 'It came no closer; the one you have is as good or better.'}
        </p>
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
