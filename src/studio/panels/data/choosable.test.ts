import { expect, it } from 'vitest';
import type { CatalogNode } from '../../../sources/types';
import { choosable } from './choosable';

const values: readonly CatalogNode[] = [
  { kind: 'value', name: 'web-01', count: 7 },
  { kind: 'value', name: 'web-10' },
];

it('offers values that hold what is searched for, and what was typed when it is not known', () => {
  expect(choosable(values, ['web-10', 'gone'], '').map(({ name, chosen }) => `${name} ${chosen}`)).toEqual([
    'gone true',
    'web-01 false',
    'web-10 true',
  ]);
  expect(choosable(values, [], ' WEB-1')).toEqual([
    { name: 'web-10', chosen: false, typed: false },
    { name: 'WEB-1', chosen: false, typed: true },
  ]);
  expect(choosable(values, [], 'web-01')).toEqual([{ name: 'web-01', chosen: false, typed: false, count: 7 }]);
  expect(choosable(values, ['x'], 'x')).toEqual([{ name: 'x', chosen: true, typed: false }]);
});
