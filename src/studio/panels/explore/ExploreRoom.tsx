import { useMemo } from 'react';
import { acf as acfChart } from '../../../charts/acf';
import { histogram as histogramChart } from '../../../charts/histogram';
import { series as seriesChart } from '../../../charts/series';
import { first } from '../../../frame/frame';
import { latest } from '../../../state/run';
import { Chart } from '../../Chart';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { useEvents } from '../../use-events';
import { useChosen } from '../../use-series';
import { useExcluding } from '../Excluding';
import { oneSeries, unitOf } from '../one-series';
import styles from '../panel.module.css';

/** The series with its gaps, how it repeats, and how its values are spread. */
export default function ExploreRoom() {
  const deps = useDeps();
  const exploration = useStudio((state) => state.exploration);
  const shaped = useStudio((state) => state.shaped);
  const chosen = useChosen();
  const excluding = useExcluding(chosen?.name ?? '');
  const found = latest(exploration);
  const events = useEvents(chosen?.frame);
  const series = useMemo(() => chosen && { ...oneSeries(chosen.name, chosen.frame), events }, [chosen, events]);
  const acf = useMemo(() => found && { acf: found.acf, stepMs: found.quality.stepMs }, [found]);
  const spread = useMemo(
    () => chosen && { name: chosen.name, ...unitOf(chosen.frame), values: first(chosen.frame).values },
    [chosen],
  );
  if (chosen === undefined || series === undefined || spread === undefined) return null;
  return (
    <div className={styles.room}>
      {shaped.status === 'failed' && (
        <ErrorNote
          failure={shaped.failure}
          actions={
            <Button kind="outline" onClick={() => deps.store.setState({ room: 'prepare' })}>
              Mend it in Prepare
            </Button>
          }
        />
      )}
      {exploration.status === 'failed' && <ErrorNote failure={exploration.failure} />}
      <Chart
        definition={seriesChart}
        data={series}
        note={chosen.name}
        aside={excluding.button}
        size="tall"
        zoomable
        {...excluding.chart}
      />
      {excluding.words}
      {acf !== undefined && acf.acf.values.length > 2 && (
        <Chart
          definition={acfChart}
          data={acf}
          title="How it repeats"
          note="autocorrelation, the trend taken out"
          size="medium"
        />
      )}
      <Chart definition={histogramChart} data={spread} title="How its values are spread" size="small" />
    </div>
  );
}
