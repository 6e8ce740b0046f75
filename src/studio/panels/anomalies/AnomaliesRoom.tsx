import { useEffect, useMemo, useState } from 'react';
import { anomalies as anomaliesChart } from '../../../charts/anomalies';
import { series as seriesChart } from '../../../charts/series';
import { detectors } from '../../../detectors';
import type { AnomalyRange } from '../../../detectors/types';
import { first, type SeriesFrame } from '../../../frame/frame';
import { duration } from '../../../math/duration';
import { latest } from '../../../state/run';
import { detect } from '../../../state/work-actions';
import { Chart, type ChartZoom } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { figure } from '../../format';
import { Badge } from '../../ui/Badge';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorNote } from '../../ui/ErrorNote';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { useEvents } from '../../use-events';
import { useChosen } from '../../use-series';
import { When } from '../../When';
import { Mending } from '../Mending';
import { oneSeries, unitOf } from '../one-series';
import styles from '../panel.module.css';

const columns: readonly TableColumn<AnomalyRange>[] = [
  {
    id: 'severity',
    title: 'Severity',
    value: ({ score }) => score,
    cell: ({ severity, score }) => <Badge severity={severity} value={score.toFixed(0)} />,
  },
  { id: 'time', title: 'When', value: ({ start }) => start, cell: ({ start }) => <When at={start} /> },
  {
    id: 'long',
    title: 'Lasted',
    numeric: true,
    value: ({ start, stop }) => stop - start,
    cell: ({ start, stop }) => (stop > start ? duration(stop - start) : 'one point'),
  },
  { id: 'actual', title: 'Actual', numeric: true, value: ({ actual }) => actual, cell: ({ actual }) => figure(actual) },
  {
    id: 'typical',
    title: 'Typical',
    numeric: true,
    value: ({ typical }) => typical,
    cell: ({ typical }) => figure(typical),
  },
  { id: 'reason', title: 'Why', cell: ({ reason }) => reason },
];

/** The series with what is odd in it, and the list of it. Scored at the first visit; again whenever the recipe changes. */
export default function AnomaliesRoom() {
  const deps = useDeps();
  const anomalies = useStudio((state) => state.anomalies);
  const chosen = useChosen();
  const [picked, setPicked] = useState<AnomalyRange>();
  const scores = latest(anomalies);
  const frame = chosen?.frame;
  const fresh = anomalies.status === 'idle' && frame !== undefined;
  useEffect(() => {
    if (fresh) void detect(deps);
  }, [deps, fresh]);
  const events = useEvents(frame);
  const data = useMemo(
    () =>
      chosen &&
      scores && {
        name: chosen.name,
        ...unitOf(chosen.frame),
        values: onTimes(chosen.frame, scores.time),
        scores,
        events,
      },
    [chosen, scores, events],
  );
  if (chosen === undefined) return null;
  return (
    <div className={styles.room}>
      {anomalies.status === 'failed' && (
        <ErrorNote
          failure={anomalies.failure}
          actions={<Mending failure={anomalies.failure} family="detector" members={detectors} label="Detector" />}
        />
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
          definition={anomaliesChart}
          data={picked === undefined ? data : { ...data, selected: data.scores.ranges.indexOf(picked) }}
          title="Anomalies"
          note={`${chosen.name} · the band is what is typical`}
          size="tall"
          focus={picked && around(picked, data.scores.time)}
          zoomable
        />
      )}
      {scores !== undefined && (
        <Section title="Findings" note={scores.ranges.length === 0 ? undefined : 'choose one to see it in the chart'}>
          <Table
            caption="Anomalies found"
            columns={columns}
            rows={scores.ranges}
            rowKey={({ start }) => String(start)}
            sort={{ column: 'severity', direction: 'down' }}
            onPick={(range) => setPicked(picked === range ? undefined : range)}
            picked={(range) => range === picked}
            empty={
              <EmptyState
                title="Nothing odd"
                words="Every value lies about where its trend and season put it. Lower the threshold in the sentence to see smaller deviations."
              />
            }
          />
        </Section>
      )}
      {scores?.expected !== undefined && scores.expected.length > 0 && (
        <Section title="During planned events" note="to be expected, so they count as no anomalies">
          <Table
            caption="Unusual values during planned events"
            columns={columns}
            rows={scores.expected}
            rowKey={({ start }) => String(start)}
            sort={{ column: 'time', direction: 'up' }}
          />
        </Section>
      )}
    </div>
  );
}

/** A range with as much before and after as shows what is typical there: its own length, a twentieth of the whole at least. */
function around({ start, stop }: AnomalyRange, time: Float64Array): ChartZoom {
  const [from = start, to = stop] = [time[0], time.at(-1)];
  const room = Math.max(stop - start, (to - from) / 20);
  return { start: Math.max(from, start - room), stop: Math.min(to, stop + room) };
}

/** The values of a series at other times (ascending), NaN where it has none. */
function onTimes(frame: SeriesFrame, time: Float64Array): Float64Array {
  const { values } = first(frame);
  let i = 0;
  return time.map((t) => {
    while (i < frame.time.length && (frame.time[i] as number) < t) i++;
    return frame.time[i] === t ? (values[i] ?? Number.NaN) : Number.NaN;
  });
}
