import { beforeEach, expect, it } from 'vitest';
import type { Jobs } from '../engine/jobs';
import type { Engine } from '../engine/protocol';
import { regular, type SeriesFrame } from '../frame/frame';
import { initialRecipe, type Recipe } from '../pipeline/recipe';
import { openVault } from '../vault/open';
import type { Deps } from './deps';
import { leaveOutPeriod, leftOut } from './exclude-actions';
import { changeRecipe, recipeOf, undoRecipe } from './recipe-actions';
import { createStudio } from './store';

const hour = 3_600_000;
const begin = Date.UTC(2026, 9, 24);
const series = (key: string, n = 72): SeriesFrame => regular(begin, hour, new Float64Array(n), key);

let deps: Deps;

/** A studio with these series read. */
function studio(...frames: readonly SeriesFrame[]): void {
  deps = {
    store: createStudio(),
    engine: { run: async () => undefined, close: () => {} } as unknown as Engine<Jobs>,
    vault: openVault(),
    save: () => {},
    now: () => 0,
    held: { secrets: {}, file: undefined, catalog: new Map(), horizonChosen: true },
    running: new Map(),
  };
  deps.store.setState({
    read: { status: 'done', seconds: 0, value: { frames, rows: 1, notes: [], text: '' } },
  });
}

const steps = () => recipeOf(deps).steps;
const lastWords = () => deps.store.getState().notices.at(-1)?.words;
const recipe = (patch: Partial<Recipe>): Recipe => ({ ...initialRecipe, ...patch });

beforeEach(() => studio(series('load')));

it('leaves out the points under the stretch, and no other; one undo takes it back', () => {
  leaveOutPeriod(deps, { start: begin + 2.4 * hour, stop: begin + 5.6 * hour });
  expect(steps()).toEqual([
    { id: 'exclude', params: { periods: '2026-10-24 03:00 to 2026-10-24 06:00', zone: 'UTC', only: '' } },
  ]);
  expect(leftOut(recipeOf(deps), 'load')).toEqual([{ start: begin + 3 * hour, stop: begin + 6 * hour }]);
  expect(lastWords()).toMatch(/^Left out 2026-10-24 03:00 to 2026-10-24 06:00\./);
  undoRecipe(deps);
  expect(steps()).toBeUndefined();
});

it('adds a second period to the same step, unless gaps are filled after it', () => {
  leaveOutPeriod(deps, { start: begin, stop: begin + hour });
  leaveOutPeriod(deps, { start: begin + 8 * hour, stop: begin + 9 * hour });
  expect(steps()).toHaveLength(1);
  expect(leftOut(recipeOf(deps), 'load')).toHaveLength(2);
  changeRecipe(deps, { steps: [...(steps() ?? []), { id: 'fill', params: {} }] });
  leaveOutPeriod(deps, { start: begin + 20 * hour, stop: begin + 21 * hour });
  expect(steps()?.map(({ id }) => id)).toEqual(['exclude', 'fill', 'exclude']);
});

it('takes a step that is off, or of another zone, for none of its own', () => {
  changeRecipe(deps, {
    steps: [
      { id: 'exclude', params: { periods: '2026-10-24' }, off: true },
      { id: 'exclude', params: { periods: '2026-10-24', zone: 'Asia/Tokyo' } },
    ],
  });
  leaveOutPeriod(deps, { start: begin, stop: begin + hour });
  expect(steps()).toHaveLength(3);
});

it('leaves it out of the series looked at only, where there are several', () => {
  studio(series('a'), series('b'));
  changeRecipe(deps, { series: 'b' });
  leaveOutPeriod(deps, { start: begin, stop: begin + hour });
  expect(steps()?.[0]?.params.only).toBe('b');
  expect(leftOut(recipeOf(deps), 'b')).toHaveLength(1);
  expect(leftOut(recipeOf(deps), 'a')).toEqual([]);
});

it('says the very hour where clocks show it twice', () => {
  const zone = 'Europe/Vienna';
  changeRecipe(deps, { query: { ...initialRecipe.query, zone } });
  // 25 October 2026: 00:00 UTC is the first 02:00 there, 01:00 UTC the second.
  const stretch = { start: begin + 25 * hour, stop: begin + 25 * hour + 1 };
  leaveOutPeriod(deps, stretch);
  expect(steps()?.[0]?.params.periods).toMatch(/^2026-10-25 02:00 UTC\+1 to /);
  expect(leftOut(recipeOf(deps), 'load')).toEqual([{ start: stretch.start, stop: stretch.start + hour }]);
});

it('ends with the last point of the stretch where a gap follows, and at the end of the series', () => {
  const time = Float64Array.of(0, 1, 2, 9, 10, 11).map((i) => begin + i * hour);
  studio({ time, columns: [{ key: 'load', values: new Float64Array(6), labels: {} }] });
  leaveOutPeriod(deps, { start: begin + hour, stop: begin + 4 * hour });
  leaveOutPeriod(deps, { start: begin + 10 * hour, stop: begin + 40 * hour });
  expect(leftOut(recipeOf(deps), 'load')).toEqual([
    { start: begin + hour, stop: begin + 3 * hour },
    { start: begin + 10 * hour, stop: begin + 12 * hour },
  ]);
});

it('says so where no point lies, and changes nothing', () => {
  leaveOutPeriod(deps, { start: begin + 0.2 * hour, stop: begin + 0.8 * hour });
  expect(steps()).toBeUndefined();
  expect(lastWords()).toMatch(/^No point lies/);
});

it('shades nothing of a step that is being typed', () => {
  const typed = recipe({ steps: [{ id: 'exclude', params: { periods: '2026-1' } }] });
  expect(leftOut(typed, 'load')).toEqual([]);
});
