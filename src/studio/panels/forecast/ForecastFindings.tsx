import { useMemo } from 'react';
import { acf as acfChart } from '../../../charts/acf';
import { loss as lossChart } from '../../../charts/loss';
import { duration } from '../../../math/duration';
import type { Artifact, ForecastRun } from '../../../pipeline/results';
import { latest, type Run } from '../../../state/run';
import { Chart } from '../../Chart';
import { useStudio } from '../../context';
import { figure, NOTHING } from '../../format';
import { Stat } from '../../ui/Stat';
import { MetricsTable } from '../MetricsTable';
import { ForecastActions } from './ForecastActions';
import styles from './forecast.module.css';
import { verdictOf } from './verdict';

/** How good the forecast is, how the losses fell, what season it counts by, and what can be done with it. */
export default function ForecastFindings() {
  const training = useStudio((state) => state.training);
  const exploration = useStudio((state) => state.exploration);
  const sameAsKept = useStudio((state) => state.sameAsKept);
  const run = latest(training);
  const losses = useMemo(() => lossesOf(training), [training]);
  const found = latest(exploration);
  const acf = useMemo(() => found && { acf: found.acf, stepMs: found.quality.stepMs }, [found]);
  return (
    <div className={styles.findings}>
      {run !== undefined && <Judged artifact={run.artifact} />}
      {sameAsKept !== undefined && (
        <p className={styles.words}>
          {sameAsKept
            ? 'Computed again from its weights: the same forecast as before, to the bit.'
            : 'Computed again from its weights on another backend or version: close to the forecast from before, not the same to the bit.'}
        </p>
      )}
      {losses !== undefined && losses.losses.length > 0 && (
        <Chart
          definition={lossChart}
          data={losses}
          title="Losses"
          note="validation, training faint"
          aside={<span className={styles.words}>{`epoch ${losses.epoch} of ${losses.epochs}`}</span>}
          size="small"
        />
      )}
      {acf !== undefined && acf.acf.values.length > 2 && (
        <div className={styles.section}>
          <Chart
            definition={acfChart}
            data={acf}
            title="Season"
            note="autocorrelation"
            aside={<span className={styles.words}>{`R² ${plain(found?.verdict.r2 ?? Number.NaN)}`}</span>}
            size="spark"
          />
          <p className={styles.words}>{found?.verdict.words}</p>
        </div>
      )}
      {run !== undefined && <ForecastActions run={run} />}
    </div>
  );
}

const plain = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : NOTHING);

function Judged({ artifact }: { readonly artifact: Artifact }) {
  const { metrics, recipe, stepMs, history } = artifact;
  const held = Math.max(recipe.horizon, Math.round(history.time.length * recipe.split.test));
  const { headline, words } = verdictOf(metrics, `${duration(held * stepMs)} of held-back data`);
  return (
    <div className={styles.section}>
      <Stat title="How good is it?" figure={headline} words={words} />
      <MetricsTable metrics={metrics} />
      {artifact.seconds >= 0.05 && (
        <p className={styles.words}>{`Trained in ${figure(artifact.seconds, 2)} s on ${artifact.backend}.`}</p>
      )}
    </div>
  );
}

/** Losses of the run on its way, else of the one on screen. */
function lossesOf(training: Run<ForecastRun>) {
  if (training.status === 'running' && (training.meter?.epochs.length ?? 0) > 0) {
    const epochs = training.meter?.epochs ?? [];
    const last = epochs.at(-1);
    return {
      epoch: last?.epoch ?? 0,
      epochs: last?.epochs ?? 0,
      losses: (last?.losses ?? []).map(({ part }, i) => ({
        part,
        training: epochs.map((epoch) => epoch.losses[i]?.training ?? Number.NaN),
        validation: epochs.map((epoch) => epoch.losses[i]?.validation ?? Number.NaN),
      })),
    };
  }
  const artifact = latest(training)?.artifact;
  if (artifact === undefined || training.status === 'running') return undefined;
  const epochs = artifact.losses[0]?.training.length ?? 0;
  return { epoch: epochs, epochs, losses: artifact.losses };
}
