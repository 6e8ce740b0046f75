import { useMemo } from 'react';
import { decomposition as decompositionChart } from '../../../charts/decomposition';
import { series as seriesChart } from '../../../charts/series';
import { decomposers } from '../../../decomposition';
import { latest } from '../../../state/run';
import { Chart } from '../../Chart';
import { useStudio } from '../../context';
import { ErrorNote } from '../../ui/ErrorNote';
import { useChosen } from '../../use-series';
import { Mending } from '../Mending';
import { oneSeries, unitOf } from '../one-series';
import styles from '../panel.module.css';

/** Observed, trend, seasons and residual on one axis, with one zoom. */
export default function DecomposeRoom() {
  const parts = useStudio((state) => state.parts);
  const stepMs = useStudio((state) => latest(state.exploration)?.quality.stepMs ?? 0);
  const chosen = useChosen();
  const split = latest(parts);
  const data = useMemo(
    () => split && chosen && { name: chosen.name, ...unitOf(chosen.frame), parts: split.parts, stepMs },
    [split, chosen, stepMs],
  );
  if (chosen === undefined) return null;
  return (
    <div className={styles.room}>
      {parts.status === 'failed' && (
        <ErrorNote
          failure={parts.failure}
          actions={<Mending failure={parts.failure} family="decomposition" members={decomposers} label="Split by" />}
        />
      )}
      {data === undefined ? (
        <Chart
          definition={seriesChart}
          data={oneSeries(chosen.name, chosen.frame)}
          note={chosen.name}
          size="tall"
          zoomable
        />
      ) : (
        <Chart
          definition={decompositionChart}
          data={data}
          title="What it is made of"
          note={chosen.name}
          size="fill"
          className={styles.whole ?? ''}
          zoomable
        />
      )}
    </div>
  );
}
