import type { Metrics } from '../../pipeline/results';
import { figure, mase as maseText, NOTHING, percent, unbroken } from '../format';
import { Table, type TableColumn } from '../ui/Table';

const known = (value: number, words: (value: number) => string): string =>
  Number.isFinite(value) ? words(value) : NOTHING;

const columnsIn = (unit: string | undefined): readonly TableColumn<Metrics>[] => [
  { id: 'name', title: 'Forecaster', cell: ({ name }) => unbroken(name) },
  {
    id: 'mae',
    title: unit === undefined ? 'MAE' : `MAE, ${unit}`,
    numeric: true,
    help: 'Mean absolute error, in the series’ own unit.',
    cell: ({ mae }) => known(mae, (value) => figure(value)),
  },
  {
    id: 'smape',
    title: 'sMAPE',
    numeric: true,
    help: 'Symmetric mean absolute percentage error, 0 to 200 %.',
    cell: ({ smape }) => known(smape, (value) => percent(value / 100, 1)),
  },
  {
    id: 'mase',
    title: 'MASE',
    numeric: true,
    help: 'Mean absolute error over that of repeating the season on the training part. Below 1 is better.',
    cell: ({ mase }) => maseText(mase),
  },
  {
    id: 'coverage',
    title: 'in band',
    numeric: true,
    help: 'Share of what then happened that lay inside the band.',
    cell: ({ coverage }) => known(coverage, (value) => percent(value, 0)),
  },
];

/** Errors on held-back data, the model first, its baselines under it; in the series’ unit where it is known. */
export const MetricsTable = ({ metrics, unit }: { readonly metrics: readonly Metrics[]; readonly unit?: string }) => (
  <Table
    caption="Errors on held-back data"
    columns={columnsIn(unit)}
    rows={metrics}
    rowKey={({ name }) => name}
    strong={(row) => row === metrics[0]}
  />
);
