import { useState } from 'react';
import { type Failure, toFailure } from '../../../base/errors';
import type { ForecastRun } from '../../../pipeline/results';
import { sourceCard } from '../../../state/open-actions';
import { dropPlan, forecastMeasurement, forecastTags, planWrite, writePlan } from '../../../state/share-actions';
import { useDeps, useStudio, useZone } from '../../context';
import { count, counted, span } from '../../format';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { ErrorNote } from '../../ui/ErrorNote';
import { TargetFields } from '../TargetFields';
import styles from './forecast.module.css';

const previewed = 12;

/** Names the target, shows exactly what will be written and where, and writes only after a yes. */
export function WriteBack({ run, onClose }: { readonly run: ForecastRun; readonly onClose: () => void }) {
  const zone = useZone();
  const deps = useDeps();
  const query = run.artifact.recipe.query;
  const params = useStudio((state) => state.connection.params);
  const source = useStudio((state) => state.connection.source) ?? '';
  const plan = useStudio((state) => state.plan);
  const writing = useStudio((state) => state.writing);
  const [database, setDatabase] = useState(query.database);
  const [measurement, setMeasurement] = useState(forecastMeasurement(run));
  const [failure, setFailure] = useState<Failure>();
  const container = source === '' ? 'database' : sourceCard(source).container;
  const tags = forecastTags(run);
  const close = (): void => {
    dropPlan(deps);
    onClose();
  };
  const preview = (): void => {
    try {
      planWrite(deps, { database: database.trim(), measurement: measurement.trim(), tags });
      setFailure(undefined);
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  const write = async (): Promise<void> => {
    await writePlan(deps);
    if (deps.store.getState().writing.status === 'done') onClose();
  };
  const times = run.forecast.time;
  return (
    <Dialog
      open
      onClose={close}
      title="Write the forecast"
      note={plan === undefined ? 'Nothing is written before you have seen it.' : 'This is what will be written.'}
      wide
      onSubmit={() => (plan === undefined ? preview() : void write())}
      actions={
        plan === undefined ? (
          <>
            <Button onClick={close}>Cancel</Button>
            <Button kind="primary" type="submit">
              Preview
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => dropPlan(deps)}>Back</Button>
            <Button kind="primary" type="submit" busy={writing.status === 'running'}>
              {`Write ${counted(plan.lines.length, 'point')}`}
            </Button>
          </>
        )
      }
    >
      <div className={styles.form}>
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
            {failure !== undefined && failure.place === undefined && <ErrorNote failure={failure} />}
          </>
        ) : (
          <>
            <dl className={styles.facts}>
              <dt>To</dt>
              <dd>{String(params.url ?? '')}</dd>
              <dt>{container}</dt>
              <dd>{plan.target.database}</dd>
              <dt>measurement</dt>
              <dd>{plan.target.measurement}</dd>
              <dt>tags</dt>
              <dd>
                {Object.entries(plan.target.tags)
                  .map(([tag, value]) => `${tag}=${value}`)
                  .join(', ') || 'none'}
              </dd>
              <dt>fields</dt>
              <dd>yhat, yhat_lower, yhat_upper</dd>
              <dt>points</dt>
              <dd>{`${count(plan.lines.length)}, ${span(times[0] ?? 0, times.at(-1) ?? 0, zone)}`}</dd>
            </dl>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
            <section className={styles.lines} tabIndex={0} aria-label="Points to write, as line protocol">
              <pre>{plan.lines.slice(0, previewed).join('\n')}</pre>
            </section>
            <p className={styles.words}>
              {plan.lines.length > previewed && `And ${count(plan.lines.length - previewed)} more. `}
              Points with the same time, measurement and tags are replaced by these.
            </p>
            {writing.status === 'failed' && <ErrorNote failure={writing.failure} />}
          </>
        )}
      </div>
    </Dialog>
  );
}
