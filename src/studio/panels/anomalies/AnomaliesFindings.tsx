import type { Choice } from '../../../base/definition';
import { detectors } from '../../../detectors';
import type { AnomalyScores } from '../../../detectors/types';
import { latest } from '../../../state/run';
import { saveAnomaliesCsv } from '../../../state/share-actions';
import { useDeps, useStudio } from '../../context';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import styles from '../panel.module.css';
import { scaleWords, severitiesFrom } from './severity-words';

/** How many anomalies of which severity, and the worst in words. */
export default function AnomaliesFindings() {
  const deps = useDeps();
  const scores = useStudio((state) => latest(state.anomalies));
  const name = useStudio((state) => state.recipe.present.series);
  const threshold = useStudio((state) => thresholdOf(state.recipe.present.detector));
  if (scores === undefined) return null;
  const { ranges } = scores;
  const worst = ranges.reduce(
    (best, range) => (best === undefined || range.score > best.score ? range : best),
    ranges[0],
  );
  return (
    <div className={styles.findings}>
      <Stat
        title="What is odd?"
        figure={ranges.length === 0 ? 'Nothing' : ranges.length === 1 ? '1 anomaly' : `${ranges.length} anomalies`}
        words={
          worst === undefined
            ? 'Every value lies about where its trend and season put it.'
            : `The worst: ${worst.reason}.`
        }
      />
      {plannedWords(scores) !== undefined && <p className={styles.words}>{plannedWords(scores)}</p>}
      <Section title="By severity">
        <dl className={styles.facts}>
          {severitiesFrom(threshold).map((severity) => (
            <div key={severity}>
              <dt>
                <Badge severity={severity} />
              </dt>
              <dd>{ranges.filter((range) => range.severity === severity).length}</dd>
            </div>
          ))}
        </dl>
        <p className={styles.words}>{scaleWords(threshold)}</p>
      </Section>
      <div className={styles.actions}>
        <Button kind="outline" icon="download" onClick={() => void saveAnomaliesCsv(deps, name, scores)}>
          Anomalies as CSV
        </Button>
      </div>
    </div>
  );
}

/** What planned events took out of the count. */
function plannedWords({ expected }: AnomalyScores): string | undefined {
  if (expected === undefined) return undefined;
  if (expected.length === 0) return 'Planned events and other inputs are reckoned with.';
  const names = [...new Set(expected.map(({ during }) => during))].join(', ');
  const many = expected.length === 1 ? 'One more range lies' : `${expected.length} more ranges lie`;
  return `${many} in a planned event (${names}) and ${expected.length === 1 ? 'counts' : 'count'} as no anomaly.`;
}

/** The score from which on a detector opens a range. */
function thresholdOf({ id, params }: Choice): number {
  const initial = detectors.find((member) => member.id === id)?.params.threshold.initial;
  return Number(params.threshold ?? initial ?? 25);
}
