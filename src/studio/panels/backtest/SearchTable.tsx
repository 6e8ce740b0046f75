import type { Search, SearchTrial } from '../../../pipeline/search';
import { hasSettings } from '../../../state/search-actions';
import { useStudio } from '../../context';
import { alike, figure, mase, NOTHING } from '../../format';
import { Table, type TableColumn } from '../../ui/Table';
import { useMedia } from '../../ui/use-media';
import styles from './backtest.module.css';
import { scoreOf, settingWords, stateWords } from './words';

/** Every setting that was tried, as far as it came. */
export function SearchTable({
  found,
  best,
  at,
}: {
  readonly found: Search;
  readonly best: SearchTrial | undefined;
  readonly at: 'running' | 'paused' | 'over';
}) {
  const narrow = useMedia('(max-width: 699px)');
  const recipe = useStudio((state) => state.recipe.present);
  const errors = alike(found.trials.map(scoreOf).filter(Number.isFinite));
  const score = (trial: SearchTrial): string => {
    const value = scoreOf(trial);
    return Number.isNaN(value) ? NOTHING : found.score === 'MASE' ? mase(value) : errors(value);
  };
  const settings = ({ settings: values }: SearchTrial): string =>
    found.dimensions
      .map((dimension) => `${dimension.label} ${settingWords(dimension, values[dimension.key])}`)
      .join(', ');
  const columns: readonly TableColumn<SearchTrial>[] = [
    {
      id: 'id',
      title: 'No.',
      value: ({ id }) => id,
      cell: (trial) => (hasSettings(recipe, found, trial) ? `${trial.id + 1}, as now` : String(trial.id + 1)),
    },
    ...(narrow
      ? [
          {
            id: 'settings',
            title: 'Settings',
            cell: (trial: SearchTrial) => <span className={styles.settings}>{settings(trial)}</span>,
          },
        ]
      : found.dimensions.map((dimension) => ({
          id: dimension.key,
          title: dimension.label,
          numeric: dimension.kind === 'number',
          value: ({ settings: values }: SearchTrial) =>
            dimension.kind === 'number'
              ? Number(values[dimension.key])
              : settingWords(dimension, values[dimension.key]),
          cell: ({ settings: values }: SearchTrial) => settingWords(dimension, values[dimension.key]),
        }))),
    ...(found.rungs.length > 0 && !narrow
      ? [{ id: 'epochs', title: 'Epochs', numeric: true, value: ({ epochs }: SearchTrial) => epochs }]
      : []),
    {
      id: 'score',
      title: found.score,
      numeric: true,
      help: 'On the validation part, after the epochs learned so far.',
      value: scoreOf,
      cell: score,
    },
    ...(narrow
      ? []
      : [
          {
            id: 'seconds',
            title: 'Time',
            numeric: true,
            value: ({ seconds }: SearchTrial) => seconds,
            cell: ({ seconds }: SearchTrial) => (seconds === 0 ? NOTHING : `${figure(seconds, 2)} s`),
          },
        ]),
    {
      id: 'state',
      title: '',
      cell: (trial) => (trial.id === best?.id ? 'best' : stateWords(trial, at, found.rungs.length)),
    },
  ];
  return (
    <Table
      caption="Settings tried"
      columns={columns}
      rows={found.trials}
      rowKey={({ id }) => String(id)}
      sort={{ column: 'score', direction: 'up' }}
      strong={({ id }) => id === best?.id}
    />
  );
}
