import type { PlannedEvent } from '../math/recurrence';
import { eventLimits, type Inputs, inputsOf } from '../pipeline/recipe';
import { type Deps, say, sayFailure } from './deps';
import { changeRecipe, recipeOf } from './recipe-actions';

/** Changes what the series is explained by; undoable. A recipe without any has no word of them. */
export function changeInputs(deps: Deps, patch: Partial<Inputs>): void {
  const { ahead = [], ...rest } = { ...inputsOf(recipeOf(deps)), ...patch };
  const kept = ahead.filter((name) => rest.series.includes(name));
  changeRecipe(deps, { inputs: { ...rest, ...(kept.length > 0 && { ahead: kept }) } });
}

/** Adds planned events, as many as a recipe holds; those it has already are not added again. */
export function addEvents(deps: Deps, events: readonly PlannedEvent[]): number {
  const { events: have } = inputsOf(recipeOf(deps));
  const known = new Set(have.map((event) => JSON.stringify(event)));
  const added = events.filter((event) => !known.has(JSON.stringify(event))).slice(0, eventLimits.events - have.length);
  if (added.length > 0) changeInputs(deps, { events: [...have, ...added] });
  return added.length;
}

/** Puts another event in the place of one. */
export const changeEvent = (deps: Deps, index: number, event: PlannedEvent): void =>
  changeInputs(deps, { events: inputsOf(recipeOf(deps)).events.map((one, i) => (i === index ? event : one)) });

export const removeEvent = (deps: Deps, index: number): void =>
  changeInputs(deps, { events: inputsOf(recipeOf(deps)).events.filter((_, i) => i !== index) });

/** Takes the events of a calendar file into the recipe. Gives what was left out, in words; undefined when none was read. */
export async function importCalendar(deps: Deps, file: File): Promise<readonly string[] | undefined> {
  try {
    const { importIcs } = await import('../pipeline/inputs-ics');
    const { events, notes } = await importIcs(await file.text(), recipeOf(deps).query.zone ?? 'UTC');
    const added = addEvents(deps, events);
    const counted = added === 1 ? 'One event was' : `${added} events were`;
    say(
      deps,
      added === 0 ? 'All events of this calendar are in the list already.' : `${counted} taken from ${file.name}.`,
    );
    return notes;
  } catch (error) {
    sayFailure(deps, error);
    return undefined;
  }
}
