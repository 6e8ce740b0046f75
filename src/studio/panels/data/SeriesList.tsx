import { useMemo, useState } from 'react';
import type { SeriesFrame } from '../../../frame/frame';
import { lookAt } from '../../../state/read-actions';
import { useDeps } from '../../context';
import { count, figure } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { factsOf, type SeriesFacts } from './series-facts';

const PAGE = 60;

const columns: readonly TableColumn<SeriesFacts>[] = [
  { id: 'name', title: 'Series', value: ({ name }) => name },
  { id: 'points', title: 'Points', numeric: true, value: ({ points }) => points, cell: ({ points }) => count(points) },
  {
    id: 'gaps',
    title: 'Gaps',
    numeric: true,
    value: ({ gaps }) => gaps,
    cell: ({ gaps }) => (gaps === 0 ? 'none' : count(gaps)),
  },
  { id: 'last', title: 'Last value', numeric: true, value: ({ last }) => last, cell: ({ last }) => figure(last) },
];

export interface SeriesListProps {
  readonly series: readonly { readonly name: string; readonly frame: SeriesFrame }[];
  readonly looked: string;
}

/** The series read; choosing one makes it the one that is looked at. */
export function SeriesList({ series, looked }: SeriesListProps) {
  const deps = useDeps();
  const [shown, setShown] = useState(PAGE);
  const facts = useMemo(() => series.map(({ name, frame }) => factsOf(name, frame)), [series]);
  const rest = facts.length - shown;
  return (
    <Section title={`${count(facts.length)} series`} note="choose the one to look at">
      <Table
        caption="Series read"
        columns={columns}
        rows={facts.slice(0, shown)}
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
