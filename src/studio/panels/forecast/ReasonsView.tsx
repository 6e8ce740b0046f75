import type { Reasons } from '../../../models/types';
import { NOTHING, percent } from '../../format';
import { Table, type TableColumn } from '../../ui/Table';
import styles from './forecast.module.css';

type Member = Reasons['members'][number];

const columns: readonly TableColumn<Member>[] = [
  { id: 'title', title: 'Forecaster', value: ({ title }) => title },
  {
    id: 'error',
    title: 'Scaled error',
    numeric: true,
    help: 'How far off it was when tried on the end of what is known, no unit: the mean of sMAPE and MASE, each divided by that of a yardstick (Naive2 on the hourly or weekly series of the M4 competition). 0 = exact, 1 = as far off as the yardstick there. Where values are not all above 0, MASE alone.',
    value: ({ error }) => error ?? Number.NaN,
    cell: ({ error }) => error?.toFixed(3) ?? NOTHING,
  },
  {
    id: 'weight',
    title: 'Weight',
    numeric: true,
    help: 'Its share of the mean that is forecast.',
    value: ({ weight }) => weight,
    cell: ({ weight }) => percent(weight, 0),
  },
];

/** Why several forecasters count as they do. */
export function ReasonsView({ reasons: { words, members } }: { readonly reasons: Reasons }) {
  return (
    <>
      <p className={styles.words}>{words}</p>
      <Table
        caption="How the forecasters fared"
        columns={columns}
        rows={members}
        rowKey={({ title }) => title}
        sort={{ column: 'weight', direction: 'down' }}
      />
    </>
  );
}
