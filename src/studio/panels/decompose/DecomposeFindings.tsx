import { useMemo } from 'react';
import type { Decomposition } from '../../../frame/parts';
import { duration } from '../../../math/duration';
import { strengths } from '../../../pipeline/strength';
import { latest } from '../../../state/run';
import { savePartsCsv } from '../../../state/share-actions';
import { useDeps, useStudio } from '../../context';
import { percent } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import styles from '../panel.module.css';
import { DiagnosisFindings } from './DiagnosisFindings';

/** How much of the series each part explains. */
export default function DecomposeFindings() {
  const deps = useDeps();
  const split = useStudio((state) => latest(state.parts));
  const stepMs = useStudio((state) => latest(state.exploration)?.quality.stepMs ?? 0);
  const name = useStudio((state) => state.recipe.present.series);
  const shares = useMemo(() => split && strengths(split.parts), [split]);
  if (split === undefined || shares === undefined) return null;
  return (
    <div className={styles.findings}>
      <Stat
        title="How strong are they?"
        figure={headline(split.parts, shares.seasonal, stepMs)}
        words="100 % is a part with no residual beside it, 0 % one that is lost in it."
      />
      <Section title="Strength" note="Wang, Smith and Hyndman">
        <dl className={styles.facts}>
          <div>
            <dt>Trend</dt>
            <dd>{percent(shares.trend, 0)}</dd>
          </div>
          {split.parts.seasonal.map(({ period }, i) => (
            <div key={period}>
              <dt>{`Season of ${duration(period * stepMs)}`}</dt>
              <dd>{percent(shares.seasonal[i] ?? 0, 0)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <DiagnosisFindings diagnosis={split.diagnosis} stepMs={stepMs} />
      <div className={styles.actions}>
        <Button kind="outline" icon="download" onClick={() => void savePartsCsv(deps, name, split.parts)}>
          Parts as CSV
        </Button>
      </div>
    </div>
  );
}

function headline(parts: Decomposition, seasonal: readonly number[], stepMs: number): string {
  const strongest = Math.max(...seasonal, 0);
  const at = seasonal.indexOf(strongest);
  const period = parts.seasonal[at]?.period;
  if (period === undefined) return 'No season';
  const words = strongest > 0.8 ? 'A strong' : strongest > 0.4 ? 'A clear' : 'A weak';
  return `${words} ${duration(period * stepMs)} season`;
}
