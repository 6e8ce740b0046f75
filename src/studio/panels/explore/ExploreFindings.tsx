import { duration } from '../../../math/duration';
import type { Exploration } from '../../../pipeline/results';
import { splits } from '../../../state/families';
import { chooseMember } from '../../../state/recipe-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { count, figure, NOTHING, percent } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import { listed } from '../data/query-words';
import styles from '../panel.module.css';
import { QualityReport } from '../prepare/QualityReport';

/** What a look at the series finds, in words and figures. */
export default function ExploreFindings() {
  const deps = useDeps();
  const found = useStudio((state) => latest(state.exploration));
  const takeLine = (): void => {
    chooseMember(deps, 'model', 'linear-last-slope');
    deps.store.setState({ room: 'forecast' });
  };
  const parted = useStudio((state) => splits(state.recipe.present.model.id));
  if (found === undefined) return null;
  const { verdict, acf, quality } = found;
  const seasons = acf.periods.map((period) => duration(period * quality.stepMs));
  const headline = {
    constant: 'It never changes',
    trend: 'A trend, no season',
    season: seasons.length > 0 ? `Repeats every ${listed(seasons)}` : 'A trend and a season',
    neither: 'No trend, no season',
  }[verdict.kind];
  return (
    <div className={styles.findings}>
      <Stat
        title="What is it?"
        figure={headline}
        words={
          verdict.kind === 'season' && seasons.length > 0
            ? `So trend and season ${parted ? 'are' : 'can be'} learned apart.`
            : verdict.words
        }
      />
      {verdict.kind === 'trend' && (
        <div className={styles.actions}>
          <Button kind="outline" onClick={takeLine}>
            Forecast it by a line
          </Button>
        </div>
      )}
      <Section title="Test" note="a line through the autocorrelation">
        <dl className={styles.facts}>
          <div>
            <dt title="R² of a straight line fitted to the autocorrelation">A line explains (R²)</dt>
            <dd>{Number.isFinite(verdict.r2) ? percent(verdict.r2, 0) : NOTHING}</dd>
          </div>
          <div>
            <dt>Above 0.80</dt>
            <dd>{!(verdict.r2 > 0.8) ? 'no' : seasons.length > 0 ? 'yes, yet it repeats' : 'yes, a trend alone'}</dd>
          </div>
        </dl>
      </Section>
      <QualityReport />
      <Values found={found} />
      <QualityFacts found={found} />
    </div>
  );
}

function Values({ found: { summary } }: { readonly found: Exploration }) {
  const rows: readonly (readonly [string, number])[] = [
    ['Mean', summary.mean],
    ['Median', summary.median],
    ['Deviation', summary.std],
    ['Least', summary.min],
    ['5 %', summary.q05],
    ['25 %', summary.q25],
    ['75 %', summary.q75],
    ['95 %', summary.q95],
    ['Most', summary.max],
  ];
  return (
    <Section title="Values" note={`${count(summary.count)} present`}>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{figure(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function QualityFacts({ found: { quality, summary } }: { readonly found: Exploration }) {
  return (
    <Section title="Axis">
      <dl className={styles.facts}>
        <div>
          <dt>Step</dt>
          <dd>{quality.stepMs > 0 ? duration(quality.stepMs) : 'not known'}</dd>
        </div>
        <div>
          <dt>Missing</dt>
          <dd>
            {summary.missing === 0
              ? 'nothing'
              : `${count(summary.missing)} points, ${percent(quality.missingShare, 1)}`}
          </dd>
        </div>
        <div>
          <dt>Gaps</dt>
          <dd>{quality.gaps.length === 0 ? 'none' : count(quality.gaps.length)}</dd>
        </div>
        <div>
          <dt>Longest run of one value</dt>
          <dd>{`${count(quality.longestConstant)} points`}</dd>
        </div>
      </dl>
    </Section>
  );
}
