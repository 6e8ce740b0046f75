import { useMemo, useState } from 'react';
import { useZone } from '../../context';
import { Select } from '../../ui/Select';
import { FleetSpark } from './FleetSpark';
import type { FleetViewProps } from './FleetTable';
import styles from './fleet.module.css';
import {
  closerBy,
  closerWords,
  type FleetOrder,
  growthWords,
  inOrder,
  isGood,
  rangeWords,
  thresholdWords,
  untilWords,
} from './words';

const orders = [
  { value: 'date', label: 'The soonest first' },
  { value: 'growth', label: 'The fastest growing first' },
  { value: 'error', label: 'The hardest to forecast first' },
  { value: 'name', label: 'As they were read' },
] as const;

/** Every series as a small picture of its own, each on its own scale. */
export function FleetMultiples({ rows, names, threshold, onPick }: FleetViewProps) {
  const zone = useZone();
  const [order, setOrder] = useState<FleetOrder>(threshold === undefined ? 'growth' : 'date');
  const sorted = useMemo(() => inOrder(rows, order).filter(isGood), [rows, order]);
  const unit = rows[0]?.labels._unit ?? '';
  return (
    <>
      <span className={styles.order}>
        {threshold !== undefined && (
          <span className={styles.aside}>{`Dashed: ${thresholdWords(threshold, unit)}`}</span>
        )}
        <Select aria-label="Order" value={order} options={orders} onChange={setOrder} />
      </span>
      <ul className={styles.multiples} aria-label="Series of the fleet">
        {sorted.map((row) => (
          <li key={row.index} className={styles.multiple}>
            <button type="button" className={styles.cell} onClick={() => onPick(row.index)}>
              <span className={styles.head}>
                <strong>{names(row.name)}</strong>
                <span className={styles.figure}>
                  {order === 'error'
                    ? closerWords(closerBy(row.metrics))
                    : order === 'growth' || threshold === undefined
                      ? `${growthWords(row.growth.perDay, unit)} a day`
                      : untilWords(row.crossing?.expected, row.glance.end, row.glance.until)}
                </span>
              </span>
              <FleetSpark glance={row.glance} threshold={threshold} />
              {threshold !== undefined && row.crossing !== undefined && (
                <span className={styles.range}>{rangeWords(row.crossing, row.glance.end, zone) || '\u00a0'}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
