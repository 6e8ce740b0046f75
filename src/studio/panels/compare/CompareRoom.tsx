import { useEffect, useMemo } from 'react';
import { clusters as clustersChart } from '../../../charts/clusters';
import { clusterers } from '../../../clustering';
import { lookAt } from '../../../state/read-actions';
import { latest } from '../../../state/run';
import { cluster } from '../../../state/work-actions';
import { Chart } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { MemberControls } from '../../controls/ClauseControls';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorNote } from '../../ui/ErrorNote';
import { Section } from '../../ui/Section';
import { Table, type TableColumn } from '../../ui/Table';
import { useSeries } from '../../use-series';
import styles from '../panel.module.css';

interface Member {
  readonly name: string;
  readonly group: number;
}

const columns: readonly TableColumn<Member>[] = [
  { id: 'name', title: 'Series', value: ({ name }) => name },
  {
    id: 'group',
    title: 'Group',
    numeric: true,
    value: ({ group }) => group,
    cell: ({ group }) => (group === 0 ? 'none' : String(group)),
  },
];

/** Many series grouped by the shape of their course, each group with its centre. */
export default function CompareRoom() {
  const deps = useDeps();
  const clusters = useStudio((state) => state.clusters);
  const series = useSeries();
  const found = latest(clusters);
  const several = series.length > 1;
  const fresh = clusters.status === 'idle' && several;
  useEffect(() => {
    if (fresh) void cluster(deps);
  }, [deps, fresh]);
  const members = useMemo(
    () => found?.clustering.names.map((name, i) => ({ name, group: (found.clustering.labels[i] ?? -1) + 1 })) ?? [],
    [found],
  );
  if (!several) {
    return (
      <EmptyState
        title="One series has nothing to be compared with"
        words="Group by a tag in Data, and there is one series for each of its values."
        actions={
          <Button kind="primary" onClick={() => deps.store.setState({ room: 'data' })}>
            Group by a tag
          </Button>
        }
      />
    );
  }
  return (
    <div className={styles.room}>
      {clusters.status === 'failed' && (
        <ErrorNote
          failure={clusters.failure}
          actions={<MemberControls family="clusterer" members={clusterers} label="Grouping" />}
        />
      )}
      {found !== undefined && (
        <>
          <Chart
            definition={clustersChart}
            data={found}
            title="Groups"
            note={`${series.length} series by shape, size and level left out`}
            size="tall"
          />
          <Section title="Who is where" note="choose one to look at it">
            <Table
              caption="Series and their groups"
              columns={columns}
              rows={members}
              rowKey={({ name }) => name}
              sort={{ column: 'group', direction: 'up' }}
              onPick={({ name }) => {
                void lookAt(deps, name);
                deps.store.setState({ room: 'explore' });
              }}
            />
          </Section>
        </>
      )}
    </div>
  );
}
