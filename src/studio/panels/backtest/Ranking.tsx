import type { Backtest, BacktestRow } from '../../../pipeline/backtest';
import { BASELINE } from '../../../pipeline/contenders';
import { takeContender } from '../../../state/backtest-actions';
import { useDeps } from '../../context';
import { alike, figure, mase, NOTHING, percent } from '../../format';
import { Button } from '../../ui/Button';
import { Table, type TableColumn } from '../../ui/Table';
import { useMedia } from '../../ui/use-media';
import styles from './backtest.module.css';
import { baselineOf, closerWords, errorOf, kindWords, ranked } from './words';

export interface RankingProps {
  readonly found: Backtest;
  readonly picked: readonly BacktestRow[];
  readonly unit?: string;
  readonly onPick: (row: BacktestRow) => void;
}

/** Every forecaster that was tried, the closest first; those that could not run last, with the reason. */
export function Ranking({ found, picked, unit, onPick }: RankingProps) {
  const deps = useDeps();
  const narrow = useMedia('(max-width: 699px)');
  const columns = columnsFor(found, picked, narrow, unit);
  const [best] = ranked(found.rows);
  return (
    <Table
      caption="Forecasters by their error on what they had not seen"
      columns={columns}
      rows={found.rows}
      rowKey={({ key }) => key}
      sort={{ column: 'naive', direction: 'up' }}
      onPick={(row) => row.metrics !== undefined && onPick(row)}
      picked={(row) => picked.includes(row)}
      strong={(row) => row === best}
      actions={(row) =>
        row.metrics !== undefined && (
          <Button small kind="outline" aria-label={`Use ${row.title}`} onClick={() => takeContender(deps, row)}>
            Use
          </Button>
        )
      }
    />
  );
}

/** In green what is closer than the baseline, in red what is further off; what is as close is neither. */
function Closer({ error, naive }: { readonly error: number; readonly naive: number }) {
  const words = closerWords(error, naive);
  const good = words.includes('closer') || words === 'exact' ? true : words.includes('further') ? false : undefined;
  return (
    <span className={styles.closer} data-good={good}>
      {words}
    </span>
  );
}

const known = (value: number | undefined, words: (value: number) => string): string =>
  value !== undefined && Number.isFinite(value) ? words(value) : NOTHING;

function columnsFor(
  found: Backtest,
  picked: readonly BacktestRow[],
  narrow: boolean,
  unit: string | undefined,
): readonly TableColumn<BacktestRow>[] {
  const naive = baselineOf(found);
  const claimed = percent(found.recipe.coverage, 0);
  const seconds = ({ seconds: { fit, forecast } }: BacktestRow): number => fit + forecast;
  const of = (key: 'mae' | 'rmse' | 'pinball'): ((value: number) => string) =>
    alike(found.rows.map(({ metrics }) => metrics?.[key] ?? Number.NaN).filter(Number.isFinite));
  const [errors, squared, losses] = [of('mae'), of('rmse'), of('pinball')];
  const inUnit = (title: string): string => (unit === undefined ? title : `${title}, ${unit}`);
  const all: readonly (TableColumn<BacktestRow> & { readonly wide?: true })[] = [
    {
      id: 'title',
      title: 'Forecaster',
      value: ({ title }) => title,
      cell: (row) => (
        <>
          <span className={styles.title}>{`${picked.includes(row) ? '✓ ' : ''}${row.title}`}</span>
          {row.failure === undefined ? (
            <span className={styles.kind}>{kindWords[row.kind]}</span>
          ) : (
            <span className={styles.failure}>{row.failure.message}</span>
          )}
        </>
      ),
    },
    {
      id: 'naive',
      title: 'than naive',
      help: 'Its mean absolute error beside that of repeating the last season.',
      value: errorOf,
      cell: (row) =>
        row.key === BASELINE ? (
          'baseline'
        ) : (
          <Closer error={errorOf(row)} naive={naive === undefined ? Number.NaN : errorOf(naive)} />
        ),
    },
    {
      id: 'mase',
      title: 'MASE',
      numeric: true,
      help: 'Mean absolute error over that of repeating the season on the points before the first origin. Below 1 is better.',
      value: (row) => row.metrics?.mase ?? Number.NaN,
      cell: ({ metrics }) => mase(metrics?.mase ?? Number.NaN),
    },
    {
      id: 'mae',
      title: inUnit('MAE'),
      numeric: true,
      wide: true,
      help: 'Mean absolute error, in the series’ own unit.',
      value: errorOf,
      cell: (row) => known(errorOf(row), errors),
    },
    {
      id: 'rmse',
      title: inUnit('RMSE'),
      numeric: true,
      wide: true,
      help: 'Root mean squared error, in the series’ own unit: large errors count more.',
      value: (row) => row.metrics?.rmse ?? Number.NaN,
      cell: ({ metrics }) => known(metrics?.rmse, squared),
    },
    {
      id: 'smape',
      title: 'sMAPE',
      numeric: true,
      wide: true,
      help: 'Symmetric mean absolute percentage error, 0 to 200 %.',
      value: (row) => row.metrics?.smape ?? Number.NaN,
      cell: ({ metrics }) => known(metrics?.smape, (value) => percent(value / 100, 1)),
    },
    {
      id: 'pinball',
      title: inUnit('Pinball'),
      numeric: true,
      wide: true,
      help: 'Mean pinball loss of its quantiles at every tenth, in the series’ own unit: how good the whole band is.',
      value: (row) => row.metrics?.pinball ?? Number.NaN,
      cell: ({ metrics }) => known(metrics?.pinball, losses),
    },
    {
      id: 'coverage',
      title: narrow ? 'in band' : `in ${claimed} band`,
      numeric: true,
      help: `Share of what then happened that lay inside the band, of which ${claimed} was promised.`,
      value: (row) => row.metrics?.coverage ?? Number.NaN,
      cell: ({ metrics }) => known(metrics?.coverage, (value) => percent(value, 0)),
    },
    {
      id: 'seconds',
      title: 'Time',
      numeric: true,
      wide: true,
      help: 'To learn and to forecast, over all origins, the band included.',
      value: seconds,
      cell: (row) => `${figure(seconds(row), 2)} s`,
    },
  ];
  return narrow ? all.filter(({ wide }) => wide !== true) : all;
}
