import { useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import { duration } from '../../../math/duration';
import { cancelRun } from '../../../state/deps';
import { dropFleetPlan, planFleet, writeFleet } from '../../../state/fleet-write';
import { sourceCard } from '../../../state/open-actions';
import type { FleetTarget } from '../../../state/store';
import type { FleetJob } from '../../../vault/types';
import { useDeps, useStudio } from '../../context';
import { count, counted } from '../../format';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { Progress } from '../../ui/Progress';
import { Segmented } from '../../ui/Segmented';
import forecast from '../forecast/forecast.module.css';
import { TargetFields } from '../TargetFields';
import { daysWords } from './words';

/** Names the target, shows how much will be written and where, and writes only after a yes, some series at a time. */
export function FleetWrite({ job, onClose }: { readonly job: FleetJob; readonly onClose: () => void }) {
  const deps = useDeps();
  const params = useStudio((state) => state.connection.params);
  const source = useStudio((state) => state.connection.source) ?? '';
  const plan = useStudio((state) => state.fleetPlan);
  const writing = useStudio((state) => state.fleetWriting);
  const stepMs = useStudio(({ fleet }) => {
    const row = fleet?.rows.find(({ failure }) => failure === undefined);
    return row?.failure === undefined && row !== undefined ? (row.measuredTo - row.glance.end) / job.recipe.horizon : 0;
  });
  const { query } = job.recipe;
  const [database, setDatabase] = useState(query.database);
  const [measurement, setMeasurement] = useState(`${query.measurement || 'series'}_forecast`);
  const [reach, setReach] = useState<FleetTarget['reach']>('measured');
  const [failure, setFailure] = useState<Failure>();
  const container = source === '' ? 'database' : sourceCard(source).container;
  const running = writing.status === 'running';
  const close = (): void => {
    cancelRun(deps, 'fleetWriting');
    dropFleetPlan(deps);
    onClose();
  };
  const preview = async (): Promise<void> => {
    try {
      await planFleet(deps, { database: database.trim(), measurement: measurement.trim(), reach });
      setFailure(undefined);
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  const write = async (): Promise<void> => {
    await writeFleet(deps);
    if (deps.store.getState().fleetWriting.status === 'done' && deps.store.getState().fleetPlan === undefined)
      onClose();
  };
  const progress = running ? writing.meter?.progress : undefined;
  return (
    <Dialog
      open
      onClose={close}
      title="Write all forecasts"
      note={plan === undefined ? 'Nothing is written before you have seen it.' : 'This is what will be written.'}
      wide
      onSubmit={() => void (plan === undefined ? preview() : write())}
      actions={
        plan === undefined ? (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button kind="primary" type="submit">
              Preview
            </Button>
          </>
        ) : running ? (
          <Button onClick={() => cancelRun(deps, 'fleetWriting')}>Stop</Button>
        ) : (
          <>
            <Button onClick={() => dropFleetPlan(deps)}>Back</Button>
            <Button kind="primary" type="submit" disabled={plan.series === 0}>
              {`Write ${counted(plan.points, 'point')}`}
            </Button>
          </>
        )
      }
    >
      <div className={forecast.form}>
        {plan === undefined ? (
          <>
            <TargetFields
              container={container}
              database={database}
              onDatabase={setDatabase}
              measurement={measurement}
              onMeasurement={setMeasurement}
              failure={failure}
            />
            <Field
              label="How far"
              help="Beyond what the band was measured for, it goes on by each series’ growth."
              group
            >
              {() => (
                <Segmented
                  label="How far"
                  value={reach}
                  options={[
                    { value: 'measured', label: `As far as measured, ${duration(job.recipe.horizon * stepMs)}` },
                    { value: 'ahead', label: `All that was looked ahead, ${daysWords(job.lookAheadMs)}` },
                  ]}
                  onChange={setReach}
                />
              )}
            </Field>
            {failure !== undefined && failure.place === undefined && <ErrorNote failure={failure} />}
          </>
        ) : (
          <>
            <dl className={forecast.facts}>
              <dt>To</dt>
              <dd>{String(params.url ?? '')}</dd>
              <dt>{container}</dt>
              <dd>{plan.database}</dd>
              <dt>measurement</dt>
              <dd>{plan.measurement}</dd>
              <dt>series</dt>
              <dd>
                {count(plan.series)}
                {plan.before > 0 && `; ${count(plan.before)} were written there before and are not again`}
              </dd>
              <dt>points</dt>
              <dd>{count(plan.points)}</dd>
              <dt>tags</dt>
              <dd>{plan.tags.join(', ') || 'none'}</dd>
              <dt>fields</dt>
              <dd>yhat, yhat_lower, yhat_upper</dd>
            </dl>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
            <section className={forecast.lines} tabIndex={0} aria-label="Points to write, as line protocol">
              <pre>{plan.sample.join('\n')}</pre>
            </section>
            {progress === undefined ? (
              <p className={forecast.words}>
                {plan.points > plan.sample.length && `And ${count(plan.points - plan.sample.length)} more. `}
                Points with the same time, measurement and tags are replaced by these.
              </p>
            ) : (
              <>
                <Progress label="Series written" value={progress.done / Math.max(1, progress.total)} tone="forecast" />
                <p className={forecast.words} role="status">
                  {`${count(progress.done)} of ${count(progress.total)} series are written. Each is marked: stopped, it goes on with the others.`}
                </p>
              </>
            )}
            {writing.status === 'failed' && <ErrorNote failure={writing.failure} />}
          </>
        )}
      </div>
    </Dialog>
  );
}
