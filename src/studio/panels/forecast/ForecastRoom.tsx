import { useMemo, useState } from 'react';
import { decomposition } from '../../../charts/decomposition';
import { forecast as forecastChart } from '../../../charts/forecast';
import { partsForecast } from '../../../charts/parts-forecast';
import { series as seriesChart } from '../../../charts/series';
import { thenAndNow as thenAndNowChart } from '../../../charts/then-and-now';
import { first, lowerBound, slice } from '../../../frame/frame';
import { duration } from '../../../math/duration';
import { mae } from '../../../math/metrics/mae';
import { withInner } from '../../../pipeline/reband';
import type { ForecastRun, HeldBack } from '../../../pipeline/results';
import { networks } from '../../../state/families';
import { forgetForecast, type ThenAndNow } from '../../../state/past-forecasts';
import { latest } from '../../../state/run';
import { forgetCheckpoint, isOpening, isOutdated, sameTraining } from '../../../state/work-actions';
import { Chart } from '../../Chart';
import { useDeps, useStudio, useZone } from '../../context';
import { figure, moment } from '../../format';
import { Button } from '../../ui/Button';
import { Segmented } from '../../ui/Segmented';
import { Select } from '../../ui/Select';
import { useEvents } from '../../use-events';
import { useRun } from '../../use-run';
import { useChosen } from '../../use-series';
import { useExcluding } from '../Excluding';
import { BackToFleet } from '../fleet/BackToFleet';
import { oneSeries, unitOf } from '../one-series';
import styles from './forecast.module.css';
import { TrainingFailure } from './TrainingFailure';
import { thenWords } from './then-words';
import { useThenAndNow } from './use-then-and-now';

type View = 'next' | 'held-back' | 'then';
const ALL = 'all';

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
  const [wanted, setView] = useState<View>('next');
  const run = useRun();
  const name = chosen?.name ?? '';
  const excluding = useExcluding(name);
  const before = useThenAndNow();
  const [then, setThen] = useState(ALL);
  const old = useMemo(() => before.filter(({ id }) => id === then), [before, then]);
  const olds = old.length > 0 ? old : before;
  const view = wanted === 'then' && before.length === 0 ? 'next' : wanted;
  const past = useMemo(
    () => ({
      name,
      ...(chosen && unitOf(chosen.frame)),
      now: {
        time: chosen?.frame.time ?? new Float64Array(),
        values: chosen ? first(chosen.frame).values : new Float64Array(),
      },
      forecasts: olds.map(({ origin, forecast, outcome }) => ({ origin, forecast, actual: outcome.actual })),
    }),
    [name, chosen, olds],
  );
  const stretches = run === undefined ? none : (run.stretches ?? [run.heldBack]);
  const [picked, setPicked] = useState<number>();
  const at = Math.min(picked ?? stretches.length - 1, stretches.length - 1);
  const stretch = stretches[at];
  const events = useEvents(run?.artifact.history, run?.forecast.time.at(-1));
  const data = useMemo(
    () =>
      run && {
        name,
        events,
        ...(view === 'next' || stretch === undefined ? next(run) : heldBack(run, stretch)),
        ...(view === 'next' &&
          readBack !== undefined && { readBack: { time: readBack.time, values: first(readBack).values } }),
      },
    [run, view, stretch, name, readBack, events],
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
  const choice = (
    <Segmented
      label="Which forecast"
      value={view}
      options={[
        { value: 'next', label: 'Next' },
        ...(data === undefined ? [] : [{ value: 'held-back' as const, label: 'Held back' }]),
        ...(before.length === 0 ? [] : [{ value: 'then' as const, label: 'Then and now' }]),
      ]}
      onChange={setView}
    />
  );
  const alone = run !== undefined && (view !== 'next' || parts === undefined);
  const room = alone ? { size: 'fill' as const, className: styles.alone ?? '' } : { size: 'tall' as const };
  const outdated = run !== undefined && isOutdated(run.artifact.recipe, recipe.present);
  const ahead = run === undefined ? '' : duration(run.forecast.time.length * run.artifact.stepMs);
  return (
    <div className={styles.room}>
      <BackToFleet name={chosen.name} />
      {training.status === 'failed' && <TrainingFailure failure={training.failure} />}
      {outdated && training.status !== 'running' && (
        <p className={styles.outdated} role="status">
          This forecast was made by an earlier recipe. The sentence above has changed since; the button beside it makes
          a new one.
        </p>
      )}
      {view === 'then' ? (
        <Chart
          definition={thenAndNowChart}
          data={past}
          note={`${chosen.name} · what was forecast, over what then happened`}
          aside={
            <span className={styles.choice}>
              {before.length > 1 && (
                <Select
                  aria-label="Which forecast made before"
                  value={old.length > 0 ? then : ALL}
                  options={[
                    { value: ALL, label: `All ${before.length}` },
                    ...before.toReversed().map((one) => ({ value: one.id, label: thenLabel(one, zone) })),
                  ]}
                  onChange={setThen}
                />
              )}
              {choice}
            </span>
          }
          {...room}
          group="forecast"
          zoomable
          shaded={excluding.chart.shaded}
        />
      ) : data === undefined ? (
        <Chart
          definition={seriesChart}
          data={oneSeries(chosen.name, chosen.frame)}
          note={chosen.name}
          aside={
            <span className={styles.choice}>
              {excluding.button}
              {before.length > 0 && choice}
            </span>
          }
          {...room}
          zoomable
          {...excluding.chart}
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
              {view === 'next' && excluding.button}
              {choice}
            </span>
          }
          {...room}
          group="forecast"
          zoomable
          shaded={excluding.chart.shaded}
          onStretch={view === 'next' ? excluding.chart.onStretch : undefined}
        />
      )}
      {view === 'then' && (
        <p className={styles.words} role="status">
          {thenWords(olds, past.unit, zone)}{' '}
          {olds.length === 1 && (
            <Button small onClick={() => void forgetForecast(deps, olds[0]?.id ?? '')}>
              Forget it
            </Button>
          )}
        </p>
      )}
      {excluding.words}
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

/** `3 Mar 2026, 08:00, Theta, off by 1.2`: which end it was made from, by what, and how it fared. */
const thenLabel = ({ origin, modelTitle, outcome }: ThenAndNow, zone: string): string =>
  `${moment(origin, zone, 'minute', false)}, ${modelTitle}, off by ${figure(outcome.mae)}`;

function next({ artifact: { history }, forecast }: ForecastRun) {
  const past = { time: history.time, values: first(history).values };
  return { ...unitOf(history), history: past, forecast: withInner(forecast) };
}

const none: readonly HeldBack[] = [];

function heldBack({ artifact: { history } }: ForecastRun, { forecast, actual }: HeldBack) {
  const before = slice(history, 0, lowerBound(history.time, forecast.time[0] ?? 0));
  return {
    ...unitOf(history),
    history: { time: before.time, values: first(before).values },
    forecast: withInner(forecast),
    actual: { time: forecast.time, values: actual },
  };
}
