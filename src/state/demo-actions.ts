import type { Choice } from '../base/definition';
import type { SeriesQuery } from '../frame/query';
import { type Deps, sayFailure } from './deps';
import { historyOf } from './history';
import { connect } from './open-actions';
import { read } from './read-actions';
import { changeRecipe } from './recipe-actions';
import { chosenSeries } from './series';
import type { Room } from './store';
import { wholeIntervals } from './suggest';
import { cluster, train } from './work-actions';
import { blankQuery } from './zoned';

const MINUTE = 60_000;

interface Tour {
  readonly room: Room;
  readonly take: Pick<SeriesQuery, 'measurement' | 'everyMs'> & {
    readonly fields: readonly [string];
  } & Partial<SeriesQuery>;
  /** What forecasts, where it is not the usual one. */
  readonly model?: Choice;
  readonly after: ((deps: Deps) => Promise<void>) | undefined;
}

const tours = {
  energy: {
    room: 'forecast',
    take: {
      measurement: 'grid',
      fields: ['demand'],
      everyMs: 30 * MINUTE,
      filters: [{ tag: 'region', values: ['north'] }],
    },
    after: train,
  },
  fleet: {
    room: 'compare',
    take: { measurement: 'cpu', fields: ['usage_user'], everyMs: 30 * MINUTE, groupBy: ['host'] },
    after: cluster,
  },
  racks: {
    room: 'fleet',
    take: { measurement: 'disk', fields: ['used_percent'], everyMs: 60 * MINUTE, groupBy: ['host'] },
    model: { id: 'instant', params: {} },
    after: undefined,
  },
  sensors: {
    room: 'explore',
    take: { measurement: 'climate', fields: ['temperature'], everyMs: 60 * MINUTE, groupBy: ['city'] },
    after: undefined,
  },
} as const satisfies Record<string, Tour>;

export type DemoSet = keyof typeof tours;

/**
 * Opens a set of the demo data and goes where it shows most: energy to a forecast that trains at once, the fleet to its
 * groups, the racks to the room that forecasts them all, the sensors to a first look. Resolves when that is done.
 */
export async function openDemo(deps: Deps, set: DemoSet = 'energy'): Promise<void> {
  const { room, take, after, model }: Tour = tours[set];
  if (!(await connect(deps, 'demo', {}))) {
    const { state } = deps.store.getState().connection;
    if (state.status === 'failed') sayFailure(deps, state.failure);
    return;
  }
  const path = { database: set, measurement: take.measurement, field: take.fields[0] };
  try {
    const range = await deps.engine.run('extent', { at: { source: 'demo', opening: { params: {} } }, path });
    if (range === undefined) return;
    // Whole intervals: the sentence says twelve weeks, not one point less.
    const whole = wholeIntervals(range, take.everyMs);
    changeRecipe(deps, {
      query: { ...blankQuery(deps), database: set, aggregate: 'mean', range: whole, ...take },
      series: '',
      ...(model !== undefined && { model }),
    });
  } catch (error) {
    sayFailure(deps, error);
    return;
  }
  deps.store.setState({ room });
  await read(deps);
  // Nothing before this was the reader's doing, so there is nothing to undo.
  deps.store.setState((state) => ({ recipe: historyOf(state.recipe.present) }));
  if (after !== undefined && chosenSeries(deps.store.getState()) !== undefined) await after(deps);
}
