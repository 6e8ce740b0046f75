import type { Phrase } from '../base/definition';
import type { CalendarTerm } from '../pipeline/calendar-terms';
import { hasInputs, type Inputs, inputsOf, type Recipe } from '../pipeline/recipe';

const terms: Readonly<Record<CalendarTerm, string>> = {
  hour: 'the hour',
  weekday: 'the weekday',
  weekend: 'the weekend',
  'day-of-month': 'the date',
  'month-start': 'the first of the month',
  'month-end': 'the last of the month',
  month: 'the month',
  'working-days': 'its working days',
};

/** A longer name would not fit into a phone's sentence. */
const LONGEST = 28;

/** What the inputs of a recipe are called in its sentence: `12 events and the weekday`; empty without any. */
export function inputsPhrase(recipe: Pick<Recipe, 'inputs'>): Phrase {
  if (!hasInputs(recipe)) return [];
  const { events, calendar, series }: Inputs = inputsOf(recipe);
  const said = [
    ...(events.length === 0 ? [] : [events.length === 1 ? (events[0]?.name ?? '') : `${events.length} events`]),
    ...(calendar.length > 2 ? [`${calendar.length} calendar terms`] : calendar.map((term) => terms[term])),
    ...(series.length > 1 ? [`${series.length} other series`] : series),
  ].map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text));
  return said.flatMap((text, i) => {
    const named = { text, params: ['inputs'] };
    return i === 0 ? [named] : [i === said.length - 1 ? ' and ' : ', ', named];
  });
}
