import type { Reasons } from '../../../models/types';
import { figure, percent } from '../../format';
import { Table, type TableColumn } from '../../ui/Table';
import styles from './forecast.module.css';

type Member = Reasons['members'][number];

const columns: readonly TableColumn<Member>[] = [
  { id: 'title', title: 'Forecaster', value: ({ title }) => title },
  {
    id: 'error',
    title: 'Error',
    numeric: true,
    help: 'How far off it was on its trials at the end of what is known: sMAPE and MASE, each beside a usual yardstick.',
    value: ({ error }) => error ?? Number.NaN,
    cell: ({ error }) => figure(error ?? Number.NaN),
  },
  {
    id: 'weight',
    title: 'Counts',
    numeric: true,
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
