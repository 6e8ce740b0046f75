import { describe, expect, it } from 'vitest';
import { first, regular } from '../frame/frame';
import type { PlannedEvent } from '../math/recurrence';
import { eventLimits, initialRecipe, type Recipe } from '../pipeline/recipe';
import type { Deps } from './deps';
import { addEvent, addEvents, changeEvent, changeInputs, importCalendar, removeEvent } from './input-actions';
import { withInputSeries } from './input-series';
import { toHash } from './link';
import { fromHash } from './read-link';
import { recipeOf, undoRecipe } from './recipe-actions';
import { createStudio } from './store';
import { sameTraining } from './work-actions';

const studio = (): Deps => ({ store: createStudio(), now: () => 0 }) as unknown as Deps;
const fair: PlannedEvent = { name: 'Fair', start: 0, stop: 86_400_000, allDay: true, rule: 'FREQ=YEARLY' };
const eventsOf = (deps: Deps) => recipeOf(deps).inputs?.events ?? [];

describe('planned events', () => {
  it('are added once, changed, removed and brought back by undo', () => {
    const deps = studio();
    expect(addEvents(deps, [fair, { ...fair, name: 'Sale' }])).toEqual({ added: 2, full: false });
    expect(addEvents(deps, [fair])).toEqual({ added: 0, full: false });
    changeEvent(deps, 1, { ...fair, name: 'Market' });
    expect(eventsOf(deps).map(({ name }) => name)).toEqual(['Fair', 'Market']);
    removeEvent(deps, 0);
    undoRecipe(deps);
    expect(eventsOf(deps).length).toBe(2);
    undoRecipe(deps);
    undoRecipe(deps);
    expect(recipeOf(deps).inputs).toBeUndefined();
  });

  it('are no more than a recipe holds', () => {
    const deps = studio();
    const many = Array.from({ length: 400 }, (_, i) => ({ ...fair, name: `e${i}` }));
    expect(addEvents(deps, many)).toEqual({ added: 300, full: true });
    expect(fromHash(toHash(recipeOf(deps), 'prepare')).recipe).toEqual(recipeOf(deps));
  });

  it('come by link where each is as long as a recipe holds', () => {
    const deps = studio();
    const rule = `FREQ=YEARLY;BYMONTHDAY=${'1,'.repeat(230)}2`;
    const except = Array.from({ length: eventLimits.except }, (_, i) => 1.7e12 + i);
    const name = '–'.repeat(eventLimits.name - 3);
    addEvents(
      deps,
      Array.from({ length: eventLimits.events }, (_, i) => ({ ...fair, name: `${name}${i}`, rule, except })),
    );
    expect(fromHash(toHash(recipeOf(deps), 'prepare')).recipe).toEqual(recipeOf(deps));
  });

  it('are refused in words where there is no room, or they are there already', async () => {
    const deps = studio();
    const said = () => deps.store.getState().notices.at(-1)?.words;
    addEvent(deps, fair);
    expect(said()).toBeUndefined();
    addEvent(deps, fair);
    expect(said()).toBe('“Fair” is in the list already.');
    addEvents(
      deps,
      Array.from({ length: 299 }, (_, i) => ({ ...fair, name: `e${i}` })),
    );
    addEvent(deps, { ...fair, name: 'Sale' });
    expect(said()).toBe('“Sale” is not added. A recipe holds 300 events. Remove one first.');
    const calendar =
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:New\nDTSTART;VALUE=DATE:20260101\nEND:VEVENT\nEND:VCALENDAR';
    await importCalendar(deps, new File([calendar], 'a.ics'));
    expect(said()).toBe('No event was taken from a.ics. There is no room for more: a recipe holds 300 events.');
    removeEvent(deps, 0);
    await importCalendar(deps, new File([calendar], 'a.ics'));
    expect(said()).toBe('One event was taken from a.ics.');
  });

  it('come from a calendar file; what cannot be read is said', async () => {
    const deps = studio();
    const text = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'SUMMARY:Fair',
      'DTSTART;VALUE=DATE:20260101',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    expect(await importCalendar(deps, new File([text.join('\r\n')], 'a.ics'))).toEqual([]);
    expect(eventsOf(deps).length).toBe(1);
    expect(await importCalendar(deps, new File(['nothing'], 'b.ics'))).toBeUndefined();
    expect(deps.store.getState().notices.map(({ words }) => words)).toEqual([
      'One event was taken from a.ics.',
      expect.stringContaining('no calendar file'),
    ]);
  });

  it('are not said to be there already where a calendar has none that can be taken', async () => {
    const deps = studio();
    const text =
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Back\nDTSTART:20260401T120000Z\nDTEND:20260401T110000Z\nEND:VEVENT\nEND:VCALENDAR';
    expect(await importCalendar(deps, new File([text], 'a.ics'))).toEqual([
      '“Back” is left out: it ends before it begins.',
    ]);
    expect(deps.store.getState().notices.map(({ words }) => words)).toEqual([
      'No event of a.ics can be taken; why is said in Prepare.',
    ]);
  });

  it('make another training; an empty list makes none', () => {
    const none = { calendar: [], events: [], series: [] };
    expect(sameTraining(initialRecipe, { ...initialRecipe, inputs: none })).toBe(true);
    expect(sameTraining(initialRecipe, { ...initialRecipe, inputs: { ...none, events: [fair] } })).toBe(false);
  });
});

describe('a recipe from a stranger', () => {
  const withEvents = (...events: readonly unknown[]): Recipe =>
    ({ ...initialRecipe, inputs: { calendar: [], events, series: [] } }) as unknown as Recipe;

  it.each([
    ['ends before it begins', withEvents({ ...fair, stop: -1 })],
    ['has no name', withEvents({ ...fair, name: '' })],
    ['has a name without end', withEvents({ ...fair, name: 'x'.repeat(10_000) })],
    ['lies outside of time', withEvents({ ...fair, stop: 8e15 })],
    ['ticks by the second', withEvents({ ...fair, rule: 'FREQ=SECONDLY' })],
    ['hangs', withEvents({ ...fair, rule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' })],
    ['brings more', withEvents({ ...fair, script: 'x' })],
    ['is one of thousands', withEvents(...Array.from({ length: 301 }, () => fair))],
    [
      'is of no calendar',
      { ...initialRecipe, inputs: { calendar: ['moon'], events: [], series: [] } } as unknown as Recipe,
    ],
    ['has series without end', { ...initialRecipe, inputs: { calendar: [], events: [], series: Array(99).fill('x') } }],
  ])('is refused where an event %s', (_, recipe) => {
    expect(() => fromHash(toHash(recipe, 'prepare'))).toThrow(expect.objectContaining({ code: 'damaged' }));
  });
});

describe('other series', () => {
  const all = ['load', 'wind', 'sun'].map((name, k) => ({
    name,
    frame: regular(0, 1000, Float64Array.of(k, k, k), name),
  }));
  const [load] = all;
  const recipe = (series: readonly string[], ahead: readonly string[] = []): Recipe => ({
    ...initialRecipe,
    inputs: { calendar: [], events: [], series, ahead },
  });

  it('stand beside the one that is learned, under their names', () => {
    if (load === undefined) throw new Error('no series');
    expect(withInputSeries(all, load, initialRecipe)).toEqual({ frame: load.frame });
    const { frame, known } = withInputSeries(all, load, recipe(['wind', 'load', 'gone'], ['wind']));
    expect(frame.columns.map(({ key }) => key)).toEqual(['load', 'wind']);
    expect(known && first(known).key).toBe('wind');
  });

  it('are known ahead no longer once they are no input', () => {
    const deps = studio();
    changeInputs(deps, { series: ['wind'], ahead: ['wind'] });
    expect(recipeOf(deps).inputs?.ahead).toEqual(['wind']);
    changeInputs(deps, { series: [] });
    expect(recipeOf(deps).inputs).toEqual({ calendar: [], events: [], series: [] });
  });
});
