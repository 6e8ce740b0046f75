import { useMemo } from 'react';
import { acf as acfChart } from '../../../charts/acf';
import { decomposition as decompositionChart } from '../../../charts/decomposition';
import { histogram as histogramChart } from '../../../charts/histogram';
import { qq as qqChart } from '../../../charts/q-q';
import { series as seriesChart } from '../../../charts/series';
import { decomposers } from '../../../decomposition';
import type { Diagnosis } from '../../../pipeline/diagnosis';
import { latest } from '../../../state/run';
import { Chart } from '../../Chart';
import { useStudio } from '../../context';
import { ErrorNote } from '../../ui/ErrorNote';
import { useChosen } from '../../use-series';
import { Mending } from '../Mending';
import { oneSeries, unitOf } from '../one-series';
import styles from '../panel.module.css';

/** Observed, trend, seasons and residual on one axis, with one zoom; below, what is left in the residual. */
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
      {data === undefined || split === undefined ? (
        <Chart
          definition={seriesChart}
          data={oneSeries(chosen.name, chosen.frame)}
          note={chosen.name}
          size="tall"
          zoomable
        />
      ) : (
        <>
          <Chart
            definition={decompositionChart}
            data={data}
            title="What it is made of"
            note={chosen.name}
            size="fill"
            className={styles.whole ?? ''}
            zoomable
          />
          <Residual residual={split.diagnosis.residual} stepMs={stepMs} />
        </>
      )}
    </div>
  );
}

/** Whether the residual is noise, in three pictures. */
function Residual({ residual, stepMs }: { readonly residual: Diagnosis['residual']; readonly stepMs: number }) {
  const acf = useMemo(() => ({ acf: residual.acf, stepMs, part: 'residual' as const }), [residual, stepMs]);
  const spread = useMemo(() => ({ name: 'residual', values: residual.values, part: 'residual' as const }), [residual]);
  const normal = useMemo(() => ({ name: 'residual', ...residual.quantiles }), [residual]);
  return (
    <>
      {acf.acf.values.length > 2 && (
        <Chart definition={acfChart} data={acf} title="Is the residual noise?" note="autocorrelation" size="medium" />
      )}
      <div className={styles.pair}>
        <Chart definition={histogramChart} data={spread} title="How the residual is spread" size="small" />
        <Chart
          definition={qqChart}
          data={normal}
          title="Beside a normal distribution"
          note="quantiles (Q–Q)"
          size="small"
        />
      </div>
    </>
  );
}
