import { useMemo, useState } from 'react';
import { ALREADY, NOT_WITHIN, type Threshold } from '../../../math/crossing';
import { isBeyond } from '../../../pipeline/fleet';
import { useZone } from '../../context';
import { count, figure } from '../../format';
import { Button } from '../../ui/Button';
import { Table, type TableColumn } from '../../ui/Table';
import { useMedia } from '../../ui/use-media';
import { FleetSpark } from './FleetSpark';
import styles from './fleet.module.css';
import {
  closerBy,
  closerWords,
  dateWords,
  type GoodRow,
  growthWords,
  rangeWords,
  shareWords,
  thresholdWords,
  untilWords,
} from './words';

export interface FleetViewProps {
  readonly rows: readonly GoodRow[];
  /** A name without what all have in common. */
  readonly names: (name: string) => string;
  readonly threshold: Threshold | undefined;
  readonly onPick: (index: number) => void;
}

/** Drawn at once; more on request. */
const SHOWN = 200;

/** A line for each series: how it goes, how well it is forecast, how it grows and when it reaches the threshold. */
export function FleetTable({ rows, names, threshold, onPick }: FleetViewProps) {
  const zone = useZone();
  const phone = useMedia('(max-width: 699px)');
  const [most, setMost] = useState(SHOWN);
  const unit = rows[0]?.labels._unit ?? '';
  const dated = threshold !== undefined;
  const columns = useMemo(() => {
    const all = columnsFor({ names, zone, unit, threshold, phone });
    const left = [...(dated ? [] : ['until', 'date']), ...(phone ? ['course', 'level', 'error', 'date'] : [])];
    return all.filter(({ id }) => !left.includes(id));
  }, [names, zone, unit, threshold, dated, phone]);
  return (
    <>
      <Table
        caption="Series of the fleet"
        columns={columns}
        rows={rows}
        rowKey={({ index }) => String(index)}
        sort={dated ? { column: 'until', direction: 'up' } : { column: 'growth', direction: 'down' }}
        onPick={({ index }) => onPick(index)}
        most={most}
        empty={<p className={styles.none}>None to show.</p>}
        className={styles.table ?? ''}
      />
      {rows.length > most && (
        <Button kind="outline" onClick={() => setMost(most + SHOWN)}>
          {`Show ${count(Math.min(SHOWN, rows.length - most))} more of ${count(rows.length)}`}
        </Button>
      )}
    </>
  );
}

function columnsFor({
  names,
  zone,
  unit,
  threshold,
  phone,
}: Pick<FleetViewProps, 'names' | 'threshold'> & {
  readonly zone: string;
  readonly unit: string;
  readonly phone: boolean;
}): readonly TableColumn<GoodRow>[] {
  return [
    {
      id: 'name',
      title: 'Series',
      value: ({ name }) => name,
      cell: ({ name }) => names(name),
    },
    {
      id: 'course',
      title: 'So far, and ahead',
      cell: ({ glance }) => <FleetSpark glance={glance} threshold={threshold} />,
    },
    {
      id: 'level',
      title: 'Now',
      numeric: true,
      help: 'Its last recorded value: from there on the dates are told',
      value: ({ growth }) => growth.last ?? growth.level,
      cell: ({ growth }) => figure(growth.last ?? growth.level),
    },
    {
      id: 'growth',
      title: 'A day',
      numeric: true,
      help: 'How much it gains a day since its last change: the median of the slopes between all levels (Theil and Sen)',
      value: ({ growth }) => growth.perDay,
      cell: (row) => (
        <span title={`${shareWords(row.growth.share)} a day of where it stands`}>
          {growthWords(row.growth.perDay, unit)}
        </span>
      ),
    },
    {
      id: 'error',
      title: 'Beside the baseline',
      numeric: true,
      help: 'Mean absolute scaled error on held-back data, beside repeating the last season (the last value without one), which falls behind a series that grows',
      value: ({ metrics }) => closerBy(metrics),
      cell: (row) => {
        const [model, baseline] = row.metrics;
        const by = closerBy(row.metrics);
        return (
          <span
            className={by < 1 ? styles.behind : undefined}
            title={`MASE ${figure(model?.mase ?? Number.NaN)}, the baseline's ${figure(baseline?.mase ?? Number.NaN)}`}
          >
            {closerWords(by)}
          </span>
        );
      },
    },
    {
      id: 'until',
      title: threshold === undefined ? 'Until' : `Until ${thresholdWords(threshold, unit)}`,
      numeric: true,
      help: 'From the last point read to the day it is expected to get there',
      value: ({ crossing }) => crossing?.expected ?? Number.NaN,
      cell: (row) => (
        <>
          <span data-near={row.crossing?.expected === ALREADY} className={styles.until}>
            {untilWords(row.crossing?.expected, row.glance.end, row.glance.until)}
          </span>
          {phone && row.crossing !== undefined && (
            <span className={styles.under}>{rangeWords(row.crossing, row.glance.end, zone)}</span>
          )}
        </>
      ),
    },
    {
      id: 'date',
      title: 'Expected, earliest – latest',
      value: ({ crossing }) => crossing?.earliest ?? Number.NaN,
      cell: (row) => {
        if (row.crossing === undefined) return '';
        const { crossing, glance, measuredTo } = row;
        const range = rangeWords(crossing, glance.end, zone);
        const farther = isBeyond(crossing.expected, measuredTo);
        return (
          <span className={styles.dates}>
            {crossing.expected !== NOT_WITHIN && crossing.expected !== ALREADY && (
              <span
                title={
                  farther ? 'Later than the band was measured for: by the growth since the last change' : undefined
                }
              >
                {dateWords(crossing.expected, glance.end, zone)}
                {farther && <sup aria-hidden="true">*</sup>}
              </span>
            )}
            {range !== '' && <span className={styles.range}>{range}</span>}
          </span>
        );
      },
    },
  ];
}
