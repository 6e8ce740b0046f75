import { useEffect, useMemo, useState } from 'react';
import { heldBack } from '../../../charts/held-back';
import { stepErrors } from '../../../charts/step-errors';
import { first, lowerBound, type SeriesFrame, slice } from '../../../frame/frame';
import { duration } from '../../../math/duration';
import { models } from '../../../models';
import type { Backtest, BacktestRow } from '../../../pipeline/backtest';
import { BASELINE, contendersFor } from '../../../pipeline/contenders';
import { askNetwork, askOrigins, backtest, isBacktestOutdated } from '../../../state/backtest-actions';
import { latest } from '../../../state/run';
import { findPaused } from '../../../state/search-actions';
import { Chart } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Section } from '../../ui/Section';
import { Segmented } from '../../ui/Segmented';
import { useChosen } from '../../use-series';
import { Mending } from '../Mending';
import { unitOf } from '../one-series';
import panel from '../panel.module.css';
import styles from './backtest.module.css';
import { Ranking } from './Ranking';
import { SearchSection } from './SearchSection';
import { baselineOf, ranked } from './words';

/** What beats what on the series looked at, and the search for better settings. */
export default function BacktestRoom() {
  const deps = useDeps();
  const run = useStudio((state) => state.backtest);
  const sofar = useStudio((state) => state.backtestSoFar);
  const recipe = useStudio((state) => state.recipe.present);
  const chosen = useChosen();
  const [picks, setPicks] = useState<readonly string[]>();
  useEffect(() => void findPaused(deps), [deps]);
  const running = run.status === 'running';
  const found = (running ? sofar : undefined) ?? latest(run);
  const picked = useMemo(() => found && pickedOf(found, picks), [found, picks]);
  const held = useMemo(() => chosen && found && picked && heldOf(chosen.frame, found, picked), [chosen, found, picked]);
  const steps = useMemo(
    () => chosen && found && picked && stepsOf(chosen.frame, found, picked),
    [chosen, found, picked],
  );
  if (chosen === undefined) return null;
  const outdated = found !== undefined && !running && isBacktestOutdated(found, recipe);
  const toggle = ({ key }: BacktestRow): void => {
    const keys = picked?.map((row) => row.key) ?? [];
    setPicks(keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]);
  };
  return (
    <div className={panel.room}>
      <Asked />
      {run.status === 'failed' && (
        <ErrorNote
          failure={run.failure}
          actions={
            <>
              <Mending failure={run.failure} family="model" members={models} label="Model" />
              {run.failure.code !== 'too-short' && (
                <Button kind="outline" onClick={() => void backtest(deps)}>
                  Try again
                </Button>
              )}
            </>
          }
        />
      )}
      {outdated && (
        <p className={panel.words} role="status">
          This backtest was made by an earlier recipe or of another series. The button beside the sentence makes a new
          one.
        </p>
      )}
      {found === undefined && run.status !== 'failed' && (
        <p className={panel.words}>
          {running
            ? 'Every forecaster is tried in turn; each appears here as soon as it is done.'
            : 'Nothing was tried yet. Every forecaster forecasts the end of the series from several moments of it, each time knowing only what came before, and is compared with repeating the last season. The button beside the sentence starts.'}
        </p>
      )}
      {found !== undefined && (
        <>
          <Section title="What beats what" note={rankNote(found, running)}>
            <Ranking found={found} picked={picked ?? []} {...unitOf(chosen.frame)} onPick={toggle} />
          </Section>
          {held !== undefined && (
            <Chart definition={heldBack} data={held} note="tick rows above to draw them" size="medium" zoomable />
          )}
          {steps !== undefined && steps.errors.length > 0 && (
            <Chart definition={stepErrors} data={steps} note="mean absolute error" size="medium" />
          )}
        </>
      )}
      <SearchSection />
    </div>
  );
}

/** How often and by whom the next backtest is run. */
function Asked() {
  const deps = useDeps();
  const { most, networks } = useStudio((state) => state.backtestAsk);
  const model = useStudio((state) => state.recipe.present.model);
  const trained = useMemo(() => contendersFor(model).filter(({ trains }) => trains), [model]);
  return (
    <div className={styles.asked}>
      <fieldset className={styles.group}>
        <legend>Origins</legend>
        <Segmented
          label="Origins"
          value={String(most)}
          options={['4', '8', '16'].map((value) => ({ value, label: value }))}
          onChange={(value) => askOrigins(deps, Number(value))}
        />
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Networks, which take longer</legend>
        {trained.map(({ key, title }) => (
          <label key={key} className={styles.tick}>
            <input
              type="checkbox"
              checked={networks.includes(key)}
              onChange={(event) => askNetwork(deps, key, event.target.checked)}
            />
            {title}
          </label>
        ))}
      </fieldset>
    </div>
  );
}

function rankNote({ rows, waiting, origins }: Backtest, running: boolean): string {
  const times = origins.length === 1 ? 'one origin' : `${origins.length} origins`;
  if (waiting.length === 0) return `closest first, over ${times}`;
  const of = `${rows.length} of ${rows.length + waiting.length} tried`;
  return running ? `${of}, over ${times}` : `stopped: ${of}`;
}

/** The rows that are drawn: those ticked, else the closest and the baseline. */
function pickedOf(found: Backtest, picks: readonly string[] | undefined): readonly BacktestRow[] {
  const order = ranked(found.rows);
  if (picks !== undefined) return order.filter(({ key }) => picks.includes(key));
  const [best] = order;
  const naive = baselineOf(found);
  return order.filter((row) => row === best || row === naive);
}

/** Season or horizon, whichever is longer, is shown of what came before. */
function heldOf(frame: SeriesFrame, { origins, stepMs, period, recipe }: Backtest, picked: readonly BacktestRow[]) {
  const start = (origins[0] ?? 0) - Math.max(period, recipe.horizon) * stepMs;
  const last = Math.max(...picked.flatMap(({ stretches }) => stretches.at(-1)?.forecast.time.at(-1) ?? []), 0);
  const end = last > 0 ? lowerBound(frame.time, last + 1) : frame.time.length;
  const seen = slice(frame, lowerBound(frame.time, start), end);
  return {
    ...unitOf(frame),
    actual: { time: seen.time, values: first(seen).values },
    origins,
    forecasts: picked.map((row) => ({
      name: row.title,
      error: row.metrics?.mae ?? Number.NaN,
      ...(row.key === BASELINE && { baseline: true as const }),
      ...joined(row),
    })),
  };
}

/** All stretches of a row as one line, broken between two origins; of overlapping ones the newer counts. */
function joined({ stretches }: BacktestRow): { readonly time: Float64Array; readonly values: Float64Array } {
  const time: number[] = [];
  const values: number[] = [];
  for (const [i, { forecast }] of stretches.entries()) {
    const next = stretches[i + 1]?.forecast.time[0] ?? Number.POSITIVE_INFINITY;
    for (const [h, t] of forecast.time.entries()) {
      if (t >= next) break;
      time.push(t);
      values.push(forecast.point[h] as number);
    }
    const end = time.at(-1);
    if (end !== undefined && Number.isFinite(next)) {
      time.push((end + next) / 2);
      values.push(Number.NaN);
    }
  }
  return { time: Float64Array.from(time), values: Float64Array.from(values) };
}

function stepsOf(frame: SeriesFrame, { stepMs }: Backtest, picked: readonly BacktestRow[]) {
  const errors = picked.map(({ key, title, byStep }) => ({
    name: title,
    byStep,
    ...(key === BASELINE && { baseline: true as const }),
  }));
  return { ...unitOf(frame), stepMs, errors: stepMs > 0 && duration(stepMs) !== '' ? errors : [] };
}
