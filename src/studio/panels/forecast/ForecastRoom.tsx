import { useMemo, useState } from 'react';
import { decomposition } from '../../../charts/decomposition';
import { forecast as forecastChart } from '../../../charts/forecast';
import { partsForecast } from '../../../charts/parts-forecast';
import { series as seriesChart } from '../../../charts/series';
import { first, lowerBound, slice } from '../../../frame/frame';
import { duration } from '../../../math/duration';
import { mae } from '../../../math/metrics/mae';
import type { ForecastRun, HeldBack } from '../../../pipeline/results';
import { networks } from '../../../state/families';
import { latest } from '../../../state/run';
import { forgetCheckpoint, isOpening, isOutdated, sameTraining } from '../../../state/work-actions';
import { Chart } from '../../Chart';
import { useDeps, useStudio, useZone } from '../../context';
import { figure, moment } from '../../format';
import { Button } from '../../ui/Button';
import { Segmented } from '../../ui/Segmented';
import { Select } from '../../ui/Select';
import { useChosen } from '../../use-series';
import { oneSeries, unitOf } from '../one-series';
import styles from './forecast.module.css';
import { TrainingFailure } from './TrainingFailure';

type View = 'next' | 'held-back';

/** The series and its forecast, or a held-back forecast beside what then happened; under it each part with its own. */
export default function ForecastRoom() {
  const zone = useZone();
  const training = useStudio((state) => state.training);
  const readBack = useStudio((state) => state.readBack);
  const recipe = useStudio((state) => state.recipe);
  const chosen = useChosen();
  const partsRun = useStudio((state) => state.parts);
  const stepMs = useStudio((state) => latest(state.exploration)?.quality.stepMs ?? 0);
  const deps = useDeps();
  const opening = useStudio(isOpening);
  const kept = useStudio((state) => state.stopped);
  const stopped = kept !== undefined && sameTraining(kept.recipe, recipe.present) ? kept : undefined;
  const [view, setView] = useState<View>('next');
  const run = latest(training);
  const name = chosen?.name ?? '';
  const stretches = run === undefined ? none : (run.stretches ?? [run.heldBack]);
  const [picked, setPicked] = useState<number>();
  const at = Math.min(picked ?? stretches.length - 1, stretches.length - 1);
  const stretch = stretches[at];
  const data = useMemo(
    () =>
      run && {
        name,
        ...(view === 'next' || stretch === undefined ? next(run) : heldBack(run, stretch)),
        ...(view === 'next' &&
          readBack !== undefined && { readBack: { time: readBack.time, values: first(readBack).values } }),
      },
    [run, view, stretch, name, readBack],
  );
  const parts = useMemo(
    () =>
      run?.parts && {
        ...unitOf(run.artifact.history),
        parts: run.parts,
        stepMs: run.artifact.stepMs,
        forecast: run.forecast,
      },
    [run],
  );
  const split = useMemo(() => {
    const known = latest(partsRun);
    return known && chosen && { name: chosen.name, ...unitOf(chosen.frame), parts: known.parts, stepMs };
  }, [partsRun, chosen, stepMs]);
  if (chosen === undefined) return null;
  const outdated = run !== undefined && isOutdated(run.artifact.recipe, recipe.present);
  const ahead = run === undefined ? '' : duration(run.forecast.time.length * run.artifact.stepMs);
  return (
    <div className={styles.room}>
      {training.status === 'failed' && <TrainingFailure failure={training.failure} />}
      {outdated && training.status !== 'running' && (
        <p className={styles.outdated} role="status">
          This forecast was made by an earlier recipe. The sentence above has changed since; the button beside it makes
          a new one.
        </p>
      )}
      {data === undefined ? (
        <Chart
          definition={seriesChart}
          data={oneSeries(chosen.name, chosen.frame)}
          note={chosen.name}
          size="tall"
          zoomable
        />
      ) : (
        <Chart
          definition={forecastChart}
          data={data}
          note={`${chosen.name} · ${view === 'next' ? `the next ${ahead}` : `${ahead} it never saw, beside what then happened`}`}
          aside={
            <span className={styles.choice}>
              {view === 'held-back' && (
                <Select
                  aria-label="Which stretch"
                  value={String(at)}
                  options={stretches.map(({ forecast, actual }, i) => ({
                    value: String(i),
                    label: `${moment(forecast.time[0] ?? 0, zone, 'day', false)}, off by ${figure(mae(actual, forecast.point))}`,
                  }))}
                  onChange={(i) => setPicked(Number(i))}
                />
              )}
              <Segmented
                label="Which forecast"
                value={view}
                options={[
                  { value: 'next', label: 'Next' },
                  { value: 'held-back', label: 'Held back' },
                ]}
                onChange={setView}
              />
            </span>
          }
          size="tall"
          group="forecast"
          zoomable
        />
      )}
      {stopped !== undefined && training.status !== 'running' && (
        <p className={styles.words} role="status">
          {`Training was stopped after epoch ${stopped.epoch}; it can go on from there. `}
          {data !== undefined && !outdated && 'The forecast shown is the earlier one. '}
          <Button small kind="outline" onClick={() => forgetCheckpoint(deps)}>
            Start over
          </Button>
        </p>
      )}
      {data === undefined && stopped === undefined && training.status !== 'running' && (
        <p className={styles.words}>
          Nothing is forecast yet. The sentence above says what will be done; each bold phrase opens its settings. The
          button beside it starts.
        </p>
      )}
      {data === undefined && training.status === 'running' && (
        <p className={styles.words}>
          {opening
            ? 'The forecast is computed again from the model’s weights, and appears here when it is done.'
            : networks(recipe.present.model.id)
              ? 'The networks are learning; their losses are drawn at the side, and the forecast appears here when they are done.'
              : 'The model is being fitted and judged; the forecast appears here when that is done.'}
        </p>
      )}
      {data === undefined && split !== undefined && (
        <Chart
          definition={decomposition}
          data={split}
          title="What it is made of"
          note={chosen.name}
          size="tall"
          zoomable
        />
      )}
      {parts !== undefined && view === 'next' && (
        <Chart
          definition={partsForecast}
          data={parts}
          note="each part and its own forecast"
          size="tall"
          group="forecast"
          zoomable
        />
      )}
    </div>
  );
}

function next({ artifact: { history }, forecast }: ForecastRun) {
  return { ...unitOf(history), history: { time: history.time, values: first(history).values }, forecast };
}

const none: readonly HeldBack[] = [];

function heldBack({ artifact: { history } }: ForecastRun, { forecast, actual }: HeldBack) {
  const before = slice(history, 0, lowerBound(history.time, forecast.time[0] ?? 0));
  return {
    ...unitOf(history),
    history: { time: before.time, values: first(before).values },
    forecast,
    actual: { time: forecast.time, values: actual },
  };
}
