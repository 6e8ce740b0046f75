import { lazy, Suspense, useMemo } from 'react';
import type { ParamSchema } from '../../../base/params';
import { acf as acfChart } from '../../../charts/acf';
import { loss as lossChart } from '../../../charts/loss';
import { duration } from '../../../math/duration';
import { models } from '../../../models';
import type { BackendFigure } from '../../../neural/backend/figure';
import { heldIn } from '../../../pipeline/reband';
import type { Artifact, ForecastRun } from '../../../pipeline/results';
import { networks, splits } from '../../../state/families';
import { chooseMember } from '../../../state/recipe-actions';
import { latest, type Run } from '../../../state/run';
import { train } from '../../../state/work-actions';
import { backendName } from '../../backend-names';
import { Chart } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { count, counted, figure, percent, unbroken } from '../../format';
import { Button } from '../../ui/Button';
import { Stat } from '../../ui/Stat';
import { useRun } from '../../use-run';
import { MetricsTable } from '../MetricsTable';
import { unitOf } from '../one-series';
import { BeforeTraining } from '../prepare/QualityReport';
import { useIssues } from '../prepare/use-issues';
import { ForecastActions } from './ForecastActions';
import styles from './forecast.module.css';
import { ReasonsView } from './ReasonsView';
import { bandWords, overlapWords, verdictOf } from './verdict';

const InputsView = lazy(() => import('./InputsView'));

/** How good the forecast is, how the losses fell, what season it counts by, and what can be done with it. */
export default function ForecastFindings() {
  const training = useStudio((state) => state.training);
  const exploration = useStudio((state) => state.exploration);
  const sameAsKept = useStudio((state) => state.sameAsKept);
  const parted = useStudio((state) => splits(state.recipe.present.model.id));
  const run = useRun();
  const losses = useMemo(() => lossesOf(training), [training]);
  const found = latest(exploration);
  const acf = useMemo(() => found && { acf: found.acf, stepMs: found.quality.stepMs }, [found]);
  return (
    <div className={styles.findings}>
      {run === undefined && training.status !== 'running' && <BeforeTraining />}
      {run !== undefined && <Judged run={run} />}
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
          note="training faint"
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
            aside={<span className={styles.words}>{lineWords(found?.verdict.r2 ?? Number.NaN)}</span>}
            size="spark"
          />
          <p className={styles.words}>
            {parted
              ? found?.verdict.words
              : found?.verdict.words.replace(/, so trend and season are learned apart\.$/, '.')}
          </p>
        </div>
      )}
      {run !== undefined && <ForecastActions run={run} />}
    </div>
  );
}

function Judged({ run }: { readonly run: ForecastRun }) {
  const deps = useDeps();
  const { artifact } = run;
  const { metrics, recipe, stepMs, history, calibration } = artifact;
  const held = Math.max(recipe.horizon, Math.round(history.time.length * recipe.split.test));
  const isBaseline = recipe.model.id === 'seasonal-naive';
  const { headline, words, behind } = verdictOf(metrics, `${duration(held * stepMs)} of held-back data`, isBaseline);
  const band = bandWords(heldIn(run), calibration, overlapWords(run.stretches ?? [], stepMs));
  const summary = useStudio((state) => latest(state.exploration)?.summary);
  const filled = useIssues()?.find(({ id, severity }) => id === 'gaps' && severity !== 'minor');
  const takeBaseline = (): void => {
    chooseMember(deps, 'model', 'seasonal-naive');
    void train(deps);
  };
  return (
    <div className={styles.section}>
      <Stat title="How good is it?" figure={headline} words={unbroken(words)} />
      {behind && (
        <div className={styles.actions}>
          <Button kind="outline" onClick={takeBaseline}>
            Repeat the season instead
          </Button>
        </div>
      )}
      <MetricsTable metrics={isBaseline ? metrics.slice(0, 1) : metrics} {...unitOf(history)} />
      {band !== undefined && <p className={styles.words}>{band}</p>}
      {filled !== undefined && summary !== undefined && (
        <p className={styles.words}>
          {`${count(summary.missing)} of ${counted(summary.count + summary.missing, 'value')} are missing. ${filled.plan}`}
        </p>
      )}
      {artifact.inputs !== undefined && (
        <Suspense fallback={null}>
          <InputsView inputs={artifact.inputs} {...unitOf(history)} />
        </Suspense>
      )}
      {artifact.reasons !== undefined && <ReasonsView reasons={artifact.reasons} />}
      {artifact.seconds >= 0.05 && <p className={styles.words}>{trainedWords(artifact)}</p>}
    </div>
  );
}

/** How long it learned, on what, and whether it stopped before its last epoch; without networks, how long it took. */
function trainedWords({ seconds, backend, trials, losses, recipe }: Artifact): string {
  if (!networks(recipe.model.id)) return `Weighed and solved in ${figure(seconds, 2)} s, its judging not counted.`;
  const done = losses[0]?.training.length ?? 0;
  const schema: ParamSchema | undefined = models.find(({ id }) => id === recipe.model.id)?.params;
  const planned = Number(recipe.model.params.epochs ?? schema?.epochs?.initial ?? done);
  const early =
    done > 0 && done < planned ? ` It stopped after ${done} of ${planned} epochs, when nothing more was gained.` : '';
  return [`Trained in ${figure(seconds, 2)} s on ${backendName(backend)}.${early}`, ...(trials ?? []).map(trialWords)]
    .filter((words) => words !== '')
    .join(' ');
}

/** What a backend's trial showed; nothing of those that this machine does not have. */
function trialWords({ id, ok, failed = false, msPerStep, reason = '' }: BackendFigure): string {
  if (ok) return msPerStep === undefined ? '' : `${backendName(id)} took ${figure(msPerStep, 2)} ms a step.`;
  return failed ? `${backendName(id)} failed on the way (${reason}), and another went on.` : '';
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

/** Supralog's test in words: how much of the autocorrelation a straight line explains. */
const lineWords = (r2: number): string => (Number.isFinite(r2) ? `a line explains ${percent(r2, 0)}` : '');
