import { latest } from '../../../state/run';
import { saveClustersCsv } from '../../../state/share-actions';
import { useDeps, useStudio } from '../../context';
import { count, figure } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import styles from '../panel.module.css';

/** How well the groups hold together. */
export default function CompareFindings() {
  const deps = useDeps();
  const found = useStudio((state) => latest(state.clusters));
  if (found === undefined) return null;
  const { clustering, leftOut } = found;
  const { silhouette, inertia, centers, labels, iterations } = clustering;
  const words =
    silhouette > 0.5
      ? 'They stand clearly apart.'
      : silhouette > 0.25
        ? 'They stand apart, with some series between them.'
        : 'They run into one another: the series differ by degree rather than by kind.';
  return (
    <div className={styles.findings}>
      <Stat
        title="How many kinds?"
        figure={centers.length === 1 ? '1 group' : `${centers.length} groups`}
        words={words}
      />
      {leftOut.length > 0 && <p className={styles.words}>{`Left out, too short: ${leftOut.join(', ')}`}</p>}
      <Section title="Fit">
        <dl className={styles.facts}>
          <div>
            <dt title="Mean silhouette: 1 apart, 0 at the border, below 0 in the wrong group">Silhouette</dt>
            <dd>{figure(silhouette)}</dd>
          </div>
          <div>
            <dt title="Sum of squared distances to the centres, of z-normalised shapes">Inertia</dt>
            <dd>{figure(inertia)}</dd>
          </div>
          <div>
            <dt>Rounds</dt>
            <dd>{count(iterations)}</dd>
          </div>
        </dl>
      </Section>
      <Section title="Sizes">
        <dl className={styles.facts}>
          {centers.map((_, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a group is its number.
            <div key={k}>
              <dt>{`Group ${k + 1}`}</dt>
              <dd>{count(labels.filter((label) => label === k).length)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <div className={styles.actions}>
        <Button kind="outline" icon="download" onClick={() => void saveClustersCsv(deps, clustering)}>
          Groups as CSV
        </Button>
        <Button kind="outline" icon="fleet" onClick={() => deps.store.setState({ room: 'fleet' })}>
          Forecast all {count(labels.length)}
        </Button>
      </div>
    </div>
  );
}
