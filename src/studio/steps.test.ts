import { describe, expect, it } from 'vitest';
import { regular } from '../frame/frame';
import { initialRecipe } from '../pipeline/recipe';
import type { Deps } from '../state/deps';
import { historyOf } from '../state/history';
import { idle } from '../state/run';
import { createStudio, initialStudio, type Studio } from '../state/store';
import { crumbsOf, stepsOf } from './steps';

const deps = { store: createStudio() } as Deps;
const query = { ...initialRecipe.query, database: 'bad.csv', measurement: 'bad', fields: ['load'] };
const state: Studio = {
  ...initialStudio,
  room: 'explore',
  connection: { source: 'csv', params: {}, file: 'bad.csv', state: idle },
  recipe: historyOf({ ...initialRecipe, source: { id: 'csv', params: {} }, query, series: 'load' }),
};
const labels = (of: Studio) => crumbsOf(deps, of).map(({ label }) => label);

describe('where the series lives', () => {
  it('names a file once, and also while it waits to be opened', () => {
    expect(labels(state)).toEqual(['bad.csv', 'load']);
    expect(labels({ ...state, connection: { source: 'csv', params: {}, state: idle } })).toEqual(['bad.csv', 'load']);
  });

  it('names source, container and measurement of a database', () => {
    const connection = { source: 'influxdb-2', params: {}, state: idle };
    expect(labels({ ...state, connection })).toEqual(['InfluxDB 2', 'bad.csv', 'bad', 'load']);
    expect(labels({ ...state, connection: { ...connection, source: undefined } })).toEqual([]);
  });

  it('leads to the data room, and nowhere within it', () => {
    const leads = (of: Studio) => crumbsOf(deps, of).map(({ onSelect }) => onSelect !== undefined);
    expect(leads(state)).toEqual([true, false]);
    expect(leads({ ...state, room: 'data' })).toEqual([false, false]);
  });
});

it('the rail counts values that are there, as the findings do', () => {
  const frame = regular(0, 1000, Float64Array.of(1, Number.NaN, 3, 4), 'load');
  const read = { status: 'done', seconds: 0, value: { frames: [frame], rows: 4, notes: [], text: '' } } as const;
  expect(stepsOf({ ...state, read }).find(({ id }) => id === 'data')?.status).toBe('3 points');
});

it('the rail names the split only where the forecaster splits', () => {
  const parts = {
    status: 'done',
    seconds: 0,
    value: { parts: { seasonal: [] }, periods: [] },
  } as unknown as Studio['parts'];
  const status = (room: Studio['room'], id: string) => {
    const recipe = historyOf({ ...initialRecipe, model: { id, params: {} } });
    return stepsOf({ ...state, parts, room, recipe }).find((step) => step.id === 'decompose')?.status;
  };
  expect(status('forecast', 'composite-lstm')).toBe('MSTL');
  expect(status('forecast', 'drift')).toBeUndefined();
  expect(status('decompose', 'drift')).toBe('MSTL');
});
