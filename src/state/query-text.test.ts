import { expect, it } from 'vitest';
import { emptyQuery } from '../frame/query';
import type { Deps } from './deps';
import { hostOf } from './query-history';
import { buildAgain, hasForeignText, knowTexts, lastOwn, writeOwn } from './query-text';
import { changeRecipe, recipeOf, undoRecipe } from './recipe-actions';
import { createStudio } from './store';

it('takes typing in one go as one step, and never loses a text', () => {
  let time = 10_000;
  const deps = { store: createStudio(), now: () => time, held: {} } as Deps;
  const past = (): number => deps.store.getState().recipe.past.length;
  changeRecipe(deps, { query: { ...emptyQuery, fields: ['a'] } });
  const before = past();
  for (const text of ['S', 'SE', 'SEL']) {
    time += 100;
    writeOwn(deps, text);
  }
  expect(past()).toBe(before + 1);
  time += 5000;
  writeOwn(deps, 'SELECT', { database: 'telegraf' });
  expect(past()).toBe(before + 2);
  expect(recipeOf(deps).query).toMatchObject({ text: 'SELECT', database: 'telegraf', fields: ['a'] });
  buildAgain(deps);
  expect(recipeOf(deps).query.text).toBeUndefined();
  expect(lastOwn(deps.store.getState().recipe)).toBe('SELECT');
  undoRecipe(deps);
  expect(recipeOf(deps).query.text).toBe('SELECT');
  undoRecipe(deps);
  expect(recipeOf(deps).query.text).toBe('SEL');
  writeOwn(deps, 'SELF');
  expect(past()).toBe(before + 2);
});

it('keeps of an address the server alone', () => {
  expect(hostOf('http://me:secret@db.example:8086/influx?token=x')).toBe('db.example:8086');
  expect(hostOf(' db:8086 ')).toBe('db:8086');
  expect(hostOf('')).toBe('');
  expect(hostOf(undefined)).toBe('');
  expect(hostOf('http://')).toBe('');
});

it('knows the texts that were typed, not those that came and only stand there', () => {
  const deps = { store: createStudio(), now: () => 0, held: {} } as Deps;
  const foreign = (): boolean => hasForeignText(deps, recipeOf(deps));
  changeRecipe(deps, { query: { ...emptyQuery, text: 'THEIRS' } });
  expect(foreign()).toBe(true);
  writeOwn(deps, 'THEIRS', { database: 'mine' });
  buildAgain(deps);
  expect(foreign()).toBe(false);
  writeOwn(deps, 'THEIRS');
  expect(foreign()).toBe(true);
  writeOwn(deps, 'MINE');
  expect(foreign()).toBe(false);
  changeRecipe(deps, { more: [{ ...emptyQuery, text: 'THEIRS' }] });
  expect(foreign()).toBe(true);
  knowTexts(deps, [{ text: 'THEIRS' }]);
  expect(foreign()).toBe(false);
});

it('takes typing in two studios for two', () => {
  const [one, other] = [0, 0].map(() => ({ store: createStudio(), now: () => 5000, held: {} }) as Deps);
  changeRecipe(other as Deps, { query: { ...emptyQuery, text: 'A' } });
  const before = other?.store.getState().recipe.past.length ?? 0;
  writeOwn(one as Deps, 'SELECT');
  writeOwn(other as Deps, 'AB');
  expect(other?.store.getState().recipe.past).toHaveLength(before + 1);
});
