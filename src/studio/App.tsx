import { lazy, Suspense, useMemo } from 'react';
import { redoRecipe, undoRecipe } from '../state/recipe-actions';
import { latest } from '../state/run';
import { type Clause, sentence } from '../state/sentence';
import { chosenSeries } from '../state/series';
import type { Room } from '../state/store';
import { isOutdated } from '../state/work-actions';
import { AllSettings, useSettings } from './AllSettings';
import { BackendPill } from './BackendPill';
import { useDeps, useStudio } from './context';
import { ClauseControls } from './controls/ClauseControls';
import { jobOf } from './job';
import { Notices } from './Notices';
import { Palette, usePalette } from './Palette';
import { Preferences } from './Preferences';
import { DataFindings, DataRoom } from './panels/data/DataRoom';
import { FileCatcher } from './panels/data/files';
import { primaryOf } from './primary';
import { RangePill } from './RangePill';
import { Sentence } from './Sentence';
import { Share, useShare } from './Share';
import { Shell } from './shell/Shell';
import { crumbsOf, stepsOf } from './steps';
import { useAppliedTheme } from './theme';
import { Spinner } from './ui/Spinner';
import { useUndoKeys } from './undo-keys';
import { useSeries } from './use-series';

const rooms = {
  prepare: [lazy(() => import('./panels/prepare/PrepareRoom')), lazy(() => import('./panels/prepare/PrepareFindings'))],
  explore: [lazy(() => import('./panels/explore/ExploreRoom')), lazy(() => import('./panels/explore/ExploreFindings'))],
  decompose: [
    lazy(() => import('./panels/decompose/DecomposeRoom')),
    lazy(() => import('./panels/decompose/DecomposeFindings')),
  ],
  forecast: [
    lazy(() => import('./panels/forecast/ForecastRoom')),
    lazy(() => import('./panels/forecast/ForecastFindings')),
  ],
  backtest: [
    lazy(() => import('./panels/backtest/BacktestRoom')),
    lazy(() => import('./panels/backtest/BacktestFindings')),
  ],
  anomalies: [
    lazy(() => import('./panels/anomalies/AnomaliesRoom')),
    lazy(() => import('./panels/anomalies/AnomaliesFindings')),
  ],
  compare: [lazy(() => import('./panels/compare/CompareRoom')), lazy(() => import('./panels/compare/CompareFindings'))],
  fleet: [lazy(() => import('./panels/fleet/FleetRoom')), lazy(() => import('./panels/fleet/FleetFindings'))],
  library: [lazy(() => import('./panels/library/LibraryRoom')), lazy(() => import('./panels/library/LibraryFindings'))],
} as const;

const titles: Readonly<Record<Room, string>> = {
  data: 'Data',
  prepare: 'Prepare',
  explore: 'Explore',
  decompose: 'Decompose',
  forecast: 'Forecast',
  backtest: 'Backtest',
  anomalies: 'Anomalies',
  compare: 'Compare',
  fleet: 'Fleet',
  library: 'Library',
};

/** The whole page: the frame, the room one stands in, the sentence over it and the job at its foot. */
export function App() {
  const deps = useDeps();
  const state = useStudio((all) => all);
  const { room, connection, recipe } = state;
  const palette = usePalette();
  const settings = useSettings();
  useAppliedTheme(state.theme);
  useUndoKeys();
  const share = useShare();
  const clauses = useClauses();
  const hasSeries = chosenSeries(state) !== undefined;
  const [Main, Findings] = room === 'data' ? [undefined, undefined] : rooms[room];
  const fallback = <Spinner label={`Opening ${titles[room]}`} />;
  const said = clauses.length > 0 && hasSeries && room !== 'library' ? clauses : undefined;
  const primary = primaryOf(deps, state);
  return (
    <>
      <Shell
        title={titles[room]}
        crumbs={crumbsOf(deps, state)}
        range={<RangePill />}
        onHome={() => deps.store.setState({ room: 'data' })}
        onCommand={palette.open}
        backend={<BackendPill />}
        extra={<Preferences />}
        steps={stepsOf(state)}
        current={room}
        onStep={(id) => deps.store.setState({ room: id as Room })}
        {...(said !== undefined && {
          sentence: {
            children: (
              <Sentence
                groups={said}
                onAllSettings={settings.open}
                open={(clause, params, close) => <ClauseControls clause={clause} params={params} close={close} />}
              />
            ),
            undo: { run: () => undoRecipe(deps), disabled: recipe.past.length === 0 },
            redo: { run: () => redoRecipe(deps), disabled: recipe.future.length === 0 },
            onShare: share.open,
            ...(primary !== undefined && { primary }),
          },
        })}
        {...(room === 'data'
          ? connection.source !== undefined && connection.state.status === 'done' && { findings: <DataFindings /> }
          : { findings: <Suspense fallback={null}>{Findings !== undefined && <Findings />}</Suspense> })}
        job={jobOf(deps, state)}
      >
        {room === 'data' ? <DataRoom /> : <Suspense fallback={fallback}>{Main !== undefined && <Main />}</Suspense>}
      </Shell>
      <FileCatcher />
      <Notices />
      <Palette {...palette} onAllSettings={settings.open} onShare={share.open} />
      <Share {...share} />
      <AllSettings {...settings} />
    </>
  );
}

function useClauses(): readonly Clause[] {
  const recipe = useStudio((state) => state.recipe.present);
  const room = useStudio((state) => state.room);
  const count = useSeries().length;
  const exploration = useStudio((state) => state.exploration);
  const parts = useStudio((state) => state.parts);
  const training = useStudio((state) => state.training);
  return useMemo(() => {
    const found = latest(exploration);
    const made = latest(training)?.artifact;
    // The seasons the forecast on screen was made with; a kept one is there before its series is looked at.
    const own = room === 'forecast' && made !== undefined && !isOutdated(made.recipe, recipe) ? made : undefined;
    const seasonal = latest(parts)?.parts.seasonal.map(({ period }) => period);
    return sentence(recipe, room, {
      series: recipe.series,
      stepMs: found?.quality.stepMs ?? own?.stepMs ?? recipe.query.everyMs,
      periods: own?.periods ?? seasonal ?? found?.acf.periods,
      count,
    });
  }, [recipe, room, count, exploration, parts, training]);
}
