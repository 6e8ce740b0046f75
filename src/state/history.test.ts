import fc from 'fast-check';
import { expect, it } from 'vitest';
import { historyOf, record, redo, undo } from './history';

it('undo then redo gives back what was, however often', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 40 }), fc.nat(60), (steps, back) => {
      let history = historyOf(0);
      for (const step of steps) history = record(history, step);
      let walked = history;
      for (let i = 0; i < back; i++) walked = undo(walked);
      for (let i = 0; i < back; i++) walked = redo(walked);
      expect(walked).toEqual(history);
    }),
  );
});

it('forgets what was undone once something new is done', () => {
  const history = record(undo(record(historyOf('a'), 'b')), 'c');
  expect(history).toEqual({ past: ['a'], present: 'c', future: [] });
});

it('keeps a hundred steps', () => {
  let history = historyOf(0);
  for (let i = 1; i <= 500; i++) history = record(history, i);
  expect(history.past).toHaveLength(100);
});
