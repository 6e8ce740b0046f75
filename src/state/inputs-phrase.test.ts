import { expect, it } from 'vitest';
import { initialRecipe } from '../pipeline/recipe';
import { inputsPhrase } from './inputs-phrase';

const event = { name: 'Christmas Day', start: 0, stop: 1 };
const said = (inputs: Partial<NonNullable<typeof initialRecipe.inputs>>): string =>
  inputsPhrase({ ...initialRecipe, inputs: { calendar: [], events: [], series: [], ...inputs } })
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');

it('says what the inputs are, and nothing without any', () => {
  expect(inputsPhrase(initialRecipe)).toEqual([]);
  expect(said({})).toBe('');
  expect(said({ events: [event] })).toBe('Christmas Day');
  expect(said({ events: [event, event], calendar: ['weekday'] })).toBe('2 events and the weekday');
  expect(said({ calendar: ['hour', 'month', 'weekend'], series: ['wind'] })).toBe('3 calendar terms and wind');
  expect(said({ events: [event], calendar: ['month-end'], series: ['wind', 'sun'] })).toBe(
    'Christmas Day, the last of the month and 2 other series',
  );
  expect(said({ series: ['w'.repeat(50)] }).length).toBe(28);
});
