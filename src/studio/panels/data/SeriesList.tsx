import { useMemo, useState } from 'react';
import type { SeriesFrame } from '../../../frame/frame';
import type { SeriesFacts } from '../../../frame/series-facts';
import { lookAt } from '../../../state/read-actions';
import { useDeps } from '../../context';
import { count, figure } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { useFacts } from './use-facts';

const PAGE = 60;

/** A series in the list; gaps and last value are absent until they are found. */
type Row = Pick<SeriesFacts, 'name' | 'points'> & Partial<SeriesFacts>;

const columns: readonly TableColumn<Row>[] = [
  { id: 'name', title: 'Series', value: ({ name }) => name },
  { id: 'points', title: 'Points', numeric: true, value: ({ points }) => points, cell: ({ points }) => count(points) },
  {
    id: 'gaps',
    title: 'Gaps',
    numeric: true,
    value: ({ gaps = 0 }) => gaps,
    cell: ({ gaps }) => (gaps === undefined ? '…' : gaps === 0 ? 'none' : count(gaps)),
  },
  {
    id: 'last',
    title: 'Last value',
    numeric: true,
    value: ({ last = Number.NaN }) => last,
    cell: ({ last = Number.NaN }) => figure(last),
  },
];

export interface SeriesListProps {
  readonly series: readonly { readonly name: string; readonly frame: SeriesFrame }[];
  readonly looked: string;
}

/** The series read; choosing one makes it the one that is looked at. */
export function SeriesList({ series, looked }: SeriesListProps) {
  const deps = useDeps();
  const [shown, setShown] = useState(PAGE);
  const listed = useMemo(() => series.slice(0, shown), [series, shown]);
  const facts = useFacts(listed);
  const rows = listed.map(({ name, frame }, i) => facts[i] ?? { name, points: frame.time.length });
  const rest = series.length - shown;
  return (
    <Section title={`${count(series.length)} series`} note="choose the one to look at">
      <Table
        caption="Series read"
        columns={columns}
        rows={rows}
        rowKey={({ name }) => name}
        picked={({ name }) => name === looked}
        onPick={({ name }) => void lookAt(deps, name)}
      />
      {rest > 0 && (
        <Button kind="outline" onClick={() => setShown(shown + PAGE)}>
          Show {count(Math.min(PAGE, rest))} more of {count(rest)}
        </Button>
      )}
    </Section>
  );
}
