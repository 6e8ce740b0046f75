import { expect, it } from 'vitest';
import { emptyQuery } from '../frame/query';
import type { Deps } from './deps';
import { hostOf } from './query-history';
import { buildAgain, lastOwn, writeOwn } from './query-text';
import { changeRecipe, recipeOf, undoRecipe } from './recipe-actions';
import { createStudio } from './store';

it('takes typing in one go as one step, and never loses a text', () => {
  let time = 10_000;
  const deps = { store: createStudio(), now: () => time } as Deps;
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
