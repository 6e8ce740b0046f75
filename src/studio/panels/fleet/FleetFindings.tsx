import { useMemo, useState } from 'react';
import { ALREADY, NOT_WITHIN, type Threshold } from '../../../math/crossing';
import { DAY, duration } from '../../../math/duration';
import { median } from '../../../math/quantile';
import { isFinished, removeFleet, showFleet } from '../../../state/fleet-actions';
import { saveFleetCsv } from '../../../state/fleet-csv';
import { shownThreshold } from '../../../state/fleet-goal';
import { latest } from '../../../state/run';
import { canWrite } from '../../../state/share-actions';
import { titleOf } from '../../../state/work-actions';
import type { FleetJob } from '../../../vault/types';
import { useDeps, useStudio, useZone } from '../../context';
import { count, figure, moment, percent } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import { useMedia } from '../../ui/use-media';
import { When } from '../../When';
import panel from '../panel.module.css';
import { FleetWrite } from './FleetWrite';
import styles from './fleet.module.css';
import {
  closerBy,
  closerWords,
  daysWords,
  type GoodRow,
  inOrder,
  isGood,
  rangeWords,
  shortNames,
  thresholdWords,
  untilWords,
} from './words';

/** Which comes first, how well all are forecast, and what to do with it; then the jobs kept here. */
export default function FleetFindings() {
  const deps = useDeps();
  const zone = useZone();
  const fleet = useStudio((state) => state.fleet);
  const running = useStudio((state) => state.fleetRun.status === 'running');
  const jobs = useStudio((state) => latest(state.fleets)) ?? [];
  const threshold = useStudio((state) => shownThreshold(state)?.value);
  const direction = useStudio((state) => shownThreshold(state)?.direction);
  const source = useStudio((state) => state.connection.source);
  const phone = useMedia('(max-width: 699px)');
  const [writing, setWriting] = useState(false);
  const good = useMemo(() => (fleet?.rows ?? []).filter(isGood), [fleet]);
  const writable = source !== undefined && canWrite(deps);
  const asked = threshold === undefined || direction === undefined ? undefined : { value: threshold, direction };
  return (
    <div className={panel.findings}>
      {fleet !== undefined && good.length > 0 && (
        <>
          {asked !== undefined && !phone && <First rows={good} threshold={asked} names={fleet.job.names} zone={zone} />}
          <Fare rows={good} failed={fleet.job.failed} job={fleet.job} />
          <Section title="Take it along">
            <div className={panel.actions}>
              {writable && (
                <Button kind="outline" disabled={running} onClick={() => setWriting(true)}>
                  Write all to InfluxDB
                </Button>
              )}
              <Button
                kind="outline"
                icon="download"
                onClick={() => void saveFleetCsv(deps, inOrder(fleet.rows, asked === undefined ? 'growth' : 'date'))}
              >
                Table as CSV
              </Button>
            </div>
          </Section>
        </>
      )}
      {jobs.length > 0 && (
        <Section title="Jobs kept here" note={count(jobs.length)}>
          <ul className={styles.jobs}>
            {jobs.map((job) => (
              <li key={job.id} aria-current={job.id === fleet?.job.id}>
                <button
                  type="button"
                  className={styles.job}
                  disabled={running}
                  onClick={() => void showFleet(deps, job.id)}
                >
                  <strong>{`${count(job.names.length)} series, ${titleOf(job.recipe)}`}</strong>
                  <span>
                    <When at={job.startedAt} />
                    {isFinished(job) ? '' : `, ${count(job.done)} done`}
                    {job.failed > 0 && `, ${count(job.failed)} failed`}
                  </span>
                </button>
                <IconButton
                  small
                  icon="trash"
                  label={`Delete the job of ${moment(job.startedAt, zone)}`}
                  disabled={running}
                  onClick={() => void removeFleet(deps, job)}
                />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {writing && fleet !== undefined && <FleetWrite job={fleet.job} onClose={() => setWriting(false)} />}
    </div>
  );
}

export function First({
  rows,
  threshold,
  names,
  zone,
}: {
  readonly rows: readonly GoodRow[];
  readonly threshold: Threshold;
  readonly names: readonly string[];
  readonly zone: string;
}) {
  const sorted = inOrder(rows, 'date').filter(isGood);
  const next = sorted.find(({ crossing }) => crossing !== undefined && crossing.expected !== ALREADY);
  const [one] = sorted;
  if (one?.crossing === undefined) return null;
  const at = (of: (expected: number, end: number) => boolean): number =>
    rows.filter((row) => row.crossing !== undefined && of(row.crossing.expected, row.glance.end)).length;
  const already = at((expected) => expected === ALREADY);
  const never = at((expected) => expected === NOT_WITHIN);
  const ahead = daysWords(one.glance.until - one.glance.end);
  const goal = thresholdWords(threshold, one.labels._unit);
  const coming =
    next !== undefined && next.crossing !== undefined && next.crossing.expected !== NOT_WITHIN ? next : undefined;
  const name = coming === undefined ? '' : shortNames(names)(coming.name);
  const until =
    coming === undefined ? '' : untilWords(coming.crossing?.expected, coming.glance.end, coming.glance.until);
  const dates = coming?.crossing === undefined ? '' : rangeWords(coming.crossing, coming.glance.end, zone);
  const when = dates === '' ? '' : `, ${dates}`;
  return (
    <>
      <Stat
        title="Which comes first?"
        figure={already > 0 ? `${count(already)} already` : coming === undefined ? 'None' : until}
        words={
          already > 0
            ? `${already === 1 ? 'is' : 'are'} ${goal} now. ${
                coming === undefined
                  ? `No other is expected to be within ${ahead}.`
                  : `Next is ${name} in ${until}${when}.`
              }`
            : coming === undefined
              ? `is expected to go ${goal} within ${ahead}.`
              : `until ${name} goes ${goal}${when}.`
        }
      />
      <dl className={panel.facts}>
        {[
          ['Within a day', at((expected, end) => expected - end <= DAY)],
          ['Within a week', at((expected, end) => expected - end <= 7 * DAY)],
          ['Within 30 days', at((expected, end) => expected - end <= 30 * DAY)],
          [`Not in ${ahead}`, never],
        ].map(([what, many]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{count(Number(many))}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Fare({
  rows,
  failed,
  job,
}: {
  readonly rows: readonly GoodRow[];
  readonly failed: number;
  readonly job: FleetJob;
}) {
  const closer = rows.map(({ metrics }) => closerBy(metrics)).filter(Number.isFinite);
  const behind = closer.filter((by) => by < 1).length;
  const held = rows.map(({ metrics }) => metrics[0]?.coverage ?? Number.NaN).filter(Number.isFinite);
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  const [one] = rows;
  const repeated = one?.metrics[1]?.name.replace(/^Repeat /, '') ?? 'the last season';
  const measured = one === undefined ? 0 : one.measuredTo - one.glance.end;
  return (
    <>
      <Stat
        title="How good are they?"
        figure={closerWords(median(Float64Array.from(closer)))}
        words={`than repeating ${repeated}: the median of ${count(rows.length)} series, on data they never saw. ${
          behind === 0
            ? 'None is further off than it.'
            : `${count(behind)} ${behind === 1 ? 'is' : 'are'} further off than it.`
        }`}
      />
      <dl className={panel.facts}>
        <div>
          <dt>Held by the band</dt>
          <dd>{`${percent(held.reduce((sum, value) => sum + value, 0) / Math.max(1, held.length), 0)}, claimed ${percent(job.recipe.coverage, 0)}`}</dd>
        </div>
        <div>
          <dt>Model</dt>
          <dd>{titleOf(job.recipe)}</dd>
        </div>
        <div>
          <dt>A series took</dt>
          <dd>{`${figure(seconds / Math.max(1, rows.length), 2)}\u202fs`}</dd>
        </div>
        {failed > 0 && (
          <div>
            <dt>Failed</dt>
            <dd>{count(failed)}</dd>
          </div>
        )}
      </dl>
      {job.lookAheadMs > measured && measured > 0 && (
        <p className={panel.words}>
          {`The band was measured for ${duration(measured)} ahead. Dates after that (*) go on by the growth of each series since its last change; there the band widens by how far off such growth was so far, and holds as long as nothing changes anew.`}
        </p>
      )}
      {failed > 0 && (
        <p className={panel.words}>
          {`${count(failed)} series could not be forecast: each says why, under the others.`}
        </p>
      )}
    </>
  );
}
