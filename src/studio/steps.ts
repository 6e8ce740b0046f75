import type { SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { stepsOn } from '../pipeline/recipe';
import type { Deps } from '../state/deps';
import { splits } from '../state/families';
import { sourceCard } from '../state/open-actions';
import { latest, type Run } from '../state/run';
import { chosenSeries, seriesRead } from '../state/series';
import { rooms, type Studio } from '../state/store';
import { isOutdated } from '../state/work-actions';
import { count, counted, percent } from './format';
import type { Step } from './shell/Rail';
import type { Crumb } from './shell/TopBar';

const mood = (run: Run<unknown>): NonNullable<Step['mood']> =>
  run.status === 'running' ? 'busy' : run.status === 'failed' ? 'wrong' : run.status === 'done' ? 'good' : 'quiet';

const pointWords = (points: number): string => `${count(points)} ${points === 1 ? 'point' : 'points'}`;

const known = new WeakMap<Float64Array, number>();

/** Values that are there: missing ones are no points. Counted once, as the rail is drawn at every report of a job. */
function pointsIn({ columns: [column] }: SeriesFrame): number {
  if (column === undefined) return 0;
  const before = known.get(column.values);
  if (before !== undefined) return before;
  let points = 0;
  for (const value of column.values) if (!Number.isNaN(value)) points++;
  known.set(column.values, points);
  return points;
}

/** Share done of a running job, in percent. */
const share = (run: Run<unknown>): string | undefined => {
  if (run.status !== 'running' || run.meter === undefined || run.meter.progress.total === 0) return undefined;
  return percent(run.meter.progress.done / run.meter.progress.total, 0);
};

const allFailed = ({ fleet }: Studio): boolean =>
  fleet !== undefined && fleet.job.failed > 0 && fleet.job.failed === fleet.job.names.length;

/** How far the job on screen came, or the one last begun. */
function fleetStatus({ fleet, fleets }: Studio): string | undefined {
  const job = fleet?.job ?? latest(fleets)?.[0];
  if (job === undefined) return undefined;
  if (job.failed > 0 && job.failed === job.names.length) return `${job.failed} failed`;
  return job.done < job.names.length ? `${job.done} of ${job.names.length}` : `${job.names.length} series`;
}

/** The rail: each step of the walk with its own short status. */
export function stepsOf(state: Studio): readonly Step[] {
  const chosen = chosenSeries(state);
  const none = chosen === undefined;
  const asRead = chosenSeries({ read: state.read, recipe: state.recipe });
  const periods = latest(state.exploration)?.acf.periods.length;
  const severe = latest(state.anomalies)?.ranges.length;
  const clusters = latest(state.clusters)?.clustering.centers.length;
  const models = latest(state.library)?.length;
  const taken = stepsOn(state.recipe.present).length;
  const events = state.recipe.present.inputs?.events.length ?? 0;
  const about: Record<(typeof rooms)[number], Omit<Step, 'id' | 'icon'>> = {
    data: {
      title: 'Data',
      status: asRead === undefined ? undefined : pointWords(pointsIn(asRead.frame)),
      mood: mood(state.read),
    },
    prepare: {
      title: 'Prepare',
      status:
        state.shaped.status === 'failed'
          ? 'to mend'
          : [taken > 0 && counted(taken, 'step'), events > 0 && counted(events, 'event')].filter(Boolean).join(', ') ||
            undefined,
      mood: mood(state.shaped),
      disabled: none,
    },
    explore: {
      title: 'Explore',
      status:
        periods === undefined
          ? undefined
          : periods === 0
            ? 'no season'
            : periods === 1
              ? '1 season'
              : `${periods} seasons`,
      mood: mood(state.exploration),
      disabled: none,
    },
    decompose: {
      title: 'Decompose',
      status:
        latest(state.parts) === undefined || (state.room === 'forecast' && !splits(state.recipe.present.model.id))
          ? undefined
          : state.recipe.present.decomposition.id.toUpperCase().slice(0, 9),
      mood: mood(state.parts),
      disabled: none,
    },
    forecast: {
      title: 'Forecast',
      status:
        share(state.training) ??
        (state.training.status === 'done'
          ? isOutdated(state.training.value.artifact.recipe, state.recipe.present)
            ? 'changed'
            : 'ready'
          : state.training.status === 'failed'
            ? 'to mend'
            : undefined),
      mood: mood(state.training),
      disabled: none,
    },
    backtest: {
      title: 'Backtest',
      status: share(state.backtest) ?? share(state.search),
      mood: mood(state.search.status === 'running' ? state.search : state.backtest),
      disabled: none,
    },
    anomalies: {
      title: 'Anomalies',
      status: severe === undefined ? undefined : severe === 0 ? 'none' : String(severe),
      mood: mood(state.anomalies),
      disabled: none,
    },
    compare: {
      title: 'Compare',
      status:
        clusters === undefined
          ? seriesRead(state).length > 1
            ? `${seriesRead(state).length} series`
            : undefined
          : `${clusters} groups`,
      mood: mood(state.clusters),
      disabled: none,
    },
    fleet: {
      title: 'Fleet',
      status: fleetStatus(state),
      mood: allFailed(state) ? 'wrong' : mood(state.fleetRun),
      disabled: none && (latest(state.fleets)?.length ?? 0) === 0,
    },
    library: {
      title: 'Library',
      status: models === undefined || models === 0 ? undefined : String(models),
      mood: 'quiet',
    },
  };
  return rooms.map((id) => ({ id, icon: id, ...about[id] }));
}

/** What all queries have in common; empty where they differ, for the series may be of any of them. */
const same = (name: string, more: readonly SeriesQuery[], at: 'database' | 'measurement'): string =>
  more.every((other) => other[at] === name) ? name : '';

/**
 * Where the series lives: source, container, measurement, the series itself. A file is its own container and measurement;
 * in the data room, where all of them stand beside each other, they lead nowhere.
 */
export function crumbsOf({ store }: Deps, { room, connection, recipe }: Studio): readonly Crumb[] {
  const { source, file } = connection;
  if (source === undefined) return [];
  const { query, more = [], series } = recipe.present;
  const [own = '', ...path] =
    sourceCard(source).file === true
      ? [file ?? query.database]
      : ['', same(query.database, more, 'database'), same(query.measurement, more, 'measurement')];
  const labels = [own || sourceCard(source).title, ...path].filter((label) => label !== '');
  const onSelect = (): void => store.setState({ room: 'data' });
  return [
    ...labels.map((label) => (room === 'data' ? { label } : { label, onSelect })),
    ...(series === '' ? [] : [{ label: series, strong: true }]),
  ];
}
