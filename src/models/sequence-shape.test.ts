import { expect, test } from 'vitest';
import { origins } from './sequence-shape';
import type { Shape } from './sequence-views';

const shape: Shape = { parts: ['series'], lookback: 10, head: 20, period: 0, span: 7 };

test('targets to learn from lie before the validation part, targets to validate on within it', () => {
  const { fit, validation } = origins(300, 60, shape);
  expect([fit[0], fit.at(-1), fit.length]).toEqual([9, 219, 211]);
  expect([validation[0], validation.at(-1)]).toEqual([239, 279]);
});

test('learning on, no target lies before what is new', () => {
  const { fit, validation } = origins(300, 60, shape, 150);
  expect([fit[0], fit.at(-1)]).toEqual([149, 219]);
  expect(validation).toEqual(origins(300, 60, shape).validation);
});
