import { lazy, Suspense, useMemo } from 'react';
import { histogram as histogramChart } from '../../../charts/histogram';
import { series as seriesChart } from '../../../charts/series';
import { first } from '../../../frame/frame';
import { type Step, stepsOn } from '../../../pipeline/recipe';
import { latest } from '../../../state/run';
import { chosenSeries } from '../../../state/series';
import { Chart } from '../../Chart';
import { useStudio } from '../../context';
import { ErrorNote } from '../../ui/ErrorNote';
import { useChosen } from '../../use-series';
import { useExcluding } from '../Excluding';
import { oneSeries, unitOf } from '../one-series';
import panel from '../panel.module.css';
import { AddStep } from './AddStep';
import { KeptNote } from './KeptNote';
import styles from './prepare.module.css';
import { StepList } from './StepList';
import { stepOf } from './step-words';

const InputsSection = lazy(() => import('./InputsSection'));
const none: readonly Step[] = [];

/** What is done by hand to the series read, step by step, and the series before and after it. */
export default function PrepareRoom() {
  const read = useStudio((state) => state.read);
  const shaped = useStudio((state) => state.shaped);
  const recipe = useStudio((state) => state.recipe);
  const steps = recipe.present.steps ?? none;
  const after = useChosen();
  const before = useMemo(() => chosenSeries({ read, recipe }), [read, recipe]);
  const isChanged = stepsOn({ steps }).length > 0 && latest(shaped) !== undefined && latest(shaped)?.kept !== true;
  if (after === undefined) return null;
  const sameName = before?.name === after.name;
  const failure = shaped.status === 'failed' && stepOf(shaped.failure.place).index < 0 ? shaped.failure : undefined;
  return (
    <div className={panel.room}>
      <div className={styles.head}>
        <p className={panel.words}>
          {steps.length === 0
            ? 'Nothing is done by hand yet: the rooms look at the series as it was read.'
            : 'These steps make a new series. Every room looks at that one, and forecasts stay in its units; nothing here is undone on a forecast.'}
        </p>
        {steps.length > 0 && <StepList />}
        <KeptNote />
        {failure !== undefined && <ErrorNote failure={failure} />}
        <div>
          <AddStep />
        </div>
      </div>
      <Suspense fallback={null}>
        <InputsSection />
      </Suspense>
      <BeforeAfter before={isChanged && sameName ? before : undefined} after={after} />
      <div className={styles.pair}>
        {isChanged && sameName && before !== undefined && (
          <Chart
            definition={histogramChart}
            data={{ name: before.name, ...unitOf(before.frame), values: first(before.frame).values }}
            title="Its values before"
            size="small"
          />
        )}
        <Chart
          definition={histogramChart}
          data={{ name: after.name, ...unitOf(after.frame), values: first(after.frame).values }}
          title={isChanged && sameName ? 'Its values after' : 'How its values are spread'}
          size="small"
        />
      </div>
    </div>
  );
}

type Named = NonNullable<ReturnType<typeof useChosen>>;

/** One picture where both have the same unit, the series before faint behind that after; else one over the other. */
function BeforeAfter({ before, after }: { readonly before: Named | undefined; readonly after: Named }) {
  const [whole, apart] = useMemo(() => {
    const now = oneSeries(after.name, after.frame);
    if (before === undefined) return [now, undefined];
    const then = oneSeries(before.name, before.frame);
    if (then.unit !== now.unit) return [now, then];
    const both = {
      ...now,
      series: [
        ...then.series.map((one) => ({ ...one, name: 'before', faint: true as const })),
        ...now.series.map((one) => ({ ...one, name: 'after' })),
      ],
    };
    return [both, undefined];
  }, [before, after]);
  const excluding = useExcluding(after.name);
  return (
    <>
      {apart !== undefined && (
        <Chart
          definition={seriesChart}
          data={apart}
          title="Before"
          note={after.name}
          size="small"
          group="prepare"
          zoomable
        />
      )}
      <Chart
        definition={seriesChart}
        data={whole}
        title={before === undefined ? 'Series' : apart === undefined ? 'Before and after' : 'After'}
        note={after.name}
        aside={excluding.button}
        size="tall"
        group="prepare"
        zoomable
        {...excluding.chart}
      />
      {excluding.words}
    </>
  );
}
