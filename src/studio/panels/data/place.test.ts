import { expect, it } from 'vitest';
import { wayTo } from './place';

it('leads over database and measurement to the chosen field', () => {
  expect(wayTo({ database: 'tests', measurement: 'cpu' })).toEqual([
    '["database","","","","tests"]',
    '["measurement","tests","","","cpu"]',
  ]);
  expect(wayTo({ database: 'tests', measurement: '' })).toHaveLength(1);
  expect(wayTo({ database: '', measurement: '' })).toEqual([]);
});
