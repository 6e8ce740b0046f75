import { addSteps } from '../../../state/shape-actions';
import { useDeps } from '../../context';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import panel from '../panel.module.css';
import styles from './quality.module.css';
import type { Issue } from './quality-words';
import { useIssues } from './use-issues';

/** What is wrong with the series' data, what will be done about each, and steps that would do more. */
export function QualityReport() {
  const deps = useDeps();
  const issues = useIssues();
  if (issues === undefined) return null;
  return (
    <Section title="Data quality" note={issues.length === 0 ? 'nothing found wrong' : 'and what will be done about it'}>
      {issues.length === 0 ? (
        <p className={panel.words}>No gaps, outliers, still stretches or jumps, and an even step all along.</p>
      ) : (
        <ul className={styles.issues}>
          {issues.map((issue) => (
            <li key={issue.id} className={styles.issue}>
              <Told issue={issue} />
              {issue.words !== '' && <p className={panel.words}>{issue.words}</p>}
              <p className={panel.words}>{issue.plan}</p>
              <Offers issue={issue} />
            </li>
          ))}
        </ul>
      )}
      <div className={styles.more}>
        <Button small onClick={() => deps.store.setState({ room: 'prepare' })}>
          Prepare it by hand
        </Button>
      </div>
    </Section>
  );
}

/** The same in short, before a model is trained: what, and what will be done about it. */
export function BeforeTraining() {
  const deps = useDeps();
  const issues = useIssues();
  if (issues === undefined) return null;
  return (
    <Section title="Before training" note="the data">
      {issues.length === 0 ? (
        <p className={panel.words}>Nothing is wrong with the data: no gaps, outliers, still stretches or jumps.</p>
      ) : (
        <>
          <ul className={styles.issues}>
            {issues.map((issue) => (
              <li key={issue.id} className={styles.issue}>
                <Told issue={issue} />
                <p className={panel.words}>{issue.plan}</p>
              </li>
            ))}
          </ul>
          <div className={panel.actions}>
            <Button small kind="outline" onClick={() => deps.store.setState({ room: 'explore' })}>
              Look at them in Explore
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}

const Told = ({ issue: { severity, title } }: { readonly issue: Issue }) => (
  <p className={styles.title}>
    <span>{title}</span> <Badge severity={severity} />
  </p>
);

function Offers({ issue: { offers } }: { readonly issue: Issue }) {
  const deps = useDeps();
  if (offers.length === 0) return null;
  return (
    <div className={panel.actions}>
      {offers.map(({ label, steps }) => (
        <Button key={label} small kind="outline" onClick={() => addSteps(deps, steps)}>
          {label}
        </Button>
      ))}
    </div>
  );
}
