import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Deps } from '../../../state/deps';
import { networks } from '../../../state/families';
import { goOnFleet, isFinished, showFleet, startFleet } from '../../../state/fleet-actions';
import { askFaults, sameFleet, shownThreshold } from '../../../state/fleet-goal';
import { openFleetSeries } from '../../../state/fleet-open';
import { changeRecipe } from '../../../state/recipe-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio, useZone } from '../../context';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorNote } from '../../ui/ErrorNote';
import { TextInput } from '../../ui/Input';
import { Progress } from '../../ui/Progress';
import { Section } from '../../ui/Section';
import { Segmented } from '../../ui/Segmented';
import { useMedia } from '../../ui/use-media';
import { useSeries } from '../../use-series';
import panel from '../panel.module.css';
import { FleetAskFields } from './FleetAskFields';
import { FleetFailures } from './FleetFailures';
import { First } from './FleetFindings';
import { FleetMultiples } from './FleetMultiples';
import { FleetTable } from './FleetTable';
import styles from './fleet.module.css';
import { isGood, shortNames } from './words';

function showAs({ store }: Deps, view: 'table' | 'multiples'): void {
  const { fleetView: _, ...state } = store.getState();
  store.setState(view === 'table' ? state : { ...state, fleetView: view }, true);
}

/** More series than this are many for one network each. */
const MANY = 12;

/** Every series read forecast by one definition: which is full first, which grows fastest, which is hard to forecast. */
export default function FleetRoom() {
  const deps = useDeps();
  const zone = useZone();
  const phone = useMedia('(max-width: 699px)');
  const series = useSeries();
  const fleet = useStudio((state) => state.fleet);
  const run = useStudio((state) => state.fleetRun);
  const jobs = useStudio((state) => latest(state.fleets));
  const all = useStudio((state) => state);
  const recipe = all.recipe.present;
  const view = all.fleetView ?? 'table';
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim().toLowerCase());
  useEffect(() => void showFleet(deps), [deps]);
  const job = fleet?.job;
  const short = useMemo(() => shortNames(job?.names ?? []), [job?.names]);
  const rows = useMemo(
    () => (fleet?.rows ?? []).filter(({ name }) => wanted === '' || name.toLowerCase().includes(wanted)),
    [fleet, wanted],
  );
  const good = useMemo(() => rows.filter(isGood), [rows]);
  const running = run.status === 'running';
  const threshold = shownThreshold(all);
  const { threshold: unclear, ahead: fault = unclear } = askFaults(all.fleetAsk);
  const outdated = job !== undefined && series.length > 0 && isFinished(job) && !sameFleet(job.recipe, recipe);
  if (fleet === undefined && series.length === 0) {
    return (
      <EmptyState
        title="No series to forecast"
        words={
          jobs?.length === 0
            ? 'Group by a tag in Data, and every value of it is a series: hundreds are forecast in one go, and each kept the moment it is finished.'
            : 'Read some in Data, or open an earlier job at the side.'
        }
        actions={
          <Button kind="primary" onClick={() => deps.store.setState({ room: 'data' })}>
            Read series
          </Button>
        }
      />
    );
  }
  return (
    <div className={panel.room}>
      {run.status === 'failed' && (
        <ErrorNote
          failure={run.failure}
          actions={job !== undefined && <Button onClick={() => void goOnFleet(deps, job.id)}>Try again</Button>}
        />
      )}
      <FleetAskFields />
      {job !== undefined && !running && !isFinished(job) && (
        <div className={styles.unfinished} role="status">
          <p>
            {`${count(job.done)} of ${count(job.names.length)} series are done and kept. The others are still to be forecast.`}
          </p>
          <Button kind="primary" icon="play" onClick={() => void goOnFleet(deps, job.id)}>
            {`Go on (${count(job.done)} of ${count(job.names.length)} done)`}
          </Button>
        </div>
      )}
      {outdated && !running && (
        <p className={styles.outdated} role="status">
          This was forecast by an earlier recipe, or of other series. The sentence above has changed since; the button
          beside it makes a new job.
        </p>
      )}
      {fleet === undefined && networks(recipe.model.id) && series.length >= MANY && (
        <p className={panel.words}>
          {`One network each for ${count(series.length)} series takes long. `}
          <Button small kind="outline" onClick={() => changeRecipe(deps, { model: { id: 'instant', params: {} } })}>
            Take “Seasonal changes”
          </Button>
        </p>
      )}
      {phone && fleet !== undefined && threshold !== undefined && (
        <First rows={fleet.rows.filter(isGood)} threshold={threshold} names={fleet.job.names} zone={zone} />
      )}
      {fleet === undefined ? (
        <EmptyState
          title={`${count(series.length)} series, one definition`}
          words="Each is learned from, judged on its own held-back end beside the naive baseline, forecast, and asked when it reaches the threshold. Finished ones are kept at once: a closed tab loses none."
          actions={
            <Button
              kind="primary"
              icon="play"
              disabled={fault !== undefined}
              title={fault}
              onClick={() => void startFleet(deps)}
            >
              {series.length > 1 ? `Forecast all ${count(series.length)}` : 'Forecast it'}
            </Button>
          }
        />
      ) : (
        <Section
          title={view === 'table' ? 'Series' : 'Small multiples'}
          note={
            running
              ? `${count(fleet.job.done)} of ${count(fleet.job.names.length)} so far`
              : wanted === ''
                ? 'choose one to look at its forecast'
                : `${count(rows.length)} of ${count(fleet.rows.length)}`
          }
          aside={
            <span className={styles.tools}>
              <TextInput
                type="search"
                aria-label="Search the series"
                placeholder="Search"
                value={search}
                onChange={setSearch}
                className={styles.search ?? ''}
              />
              <Segmented
                label="How to look at them"
                value={view}
                options={[
                  { value: 'table', label: 'Table' },
                  { value: 'multiples', label: 'Multiples' },
                ]}
                onChange={(next) => showAs(deps, next)}
              />
            </span>
          }
        >
          {running && (
            <Progress label="Series finished" value={fleet.job.done / fleet.job.names.length} tone="forecast" />
          )}
          {running && wanted === '' && good.length === 0 ? (
            <p className={panel.words}>All are prepared first; then each appears here the moment it is finished.</p>
          ) : view === 'table' ? (
            <FleetTable
              key={job?.id}
              rows={good}
              names={short}
              threshold={threshold}
              onPick={(index) => void openFleetSeries(deps, index)}
            />
          ) : (
            <FleetMultiples
              rows={good}
              names={short}
              threshold={threshold}
              onPick={(index) => void openFleetSeries(deps, index)}
            />
          )}
        </Section>
      )}
      <FleetFailures rows={rows} names={short} />
    </div>
  );
}
