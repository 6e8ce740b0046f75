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

/** Adds planned events, as many as a recipe holds; those it has already are not added again. `full` = some found no room. */
export function addEvents(
  deps: Deps,
  events: readonly PlannedEvent[],
): { readonly added: number; readonly full: boolean } {
  const { events: have } = inputsOf(recipeOf(deps));
  const known = new Set(have.map((event) => JSON.stringify(event)));
  const fresh = events.filter((event) => !known.has(JSON.stringify(event)));
  const added = fresh.slice(0, eventLimits.events - have.length);
  if (added.length > 0) changeInputs(deps, { events: [...have, ...added] });
  return { added: added.length, full: added.length < fresh.length };
}

const fullWords = `A recipe holds ${eventLimits.events} events.`;

/** Adds one planned event; says so where it does not. */
export function addEvent(deps: Deps, event: PlannedEvent): void {
  const { added, full } = addEvents(deps, [event]);
  if (full) say(deps, `“${event.name}” is not added. ${fullWords} Remove one first.`, { tone: 'bad' });
  else if (added === 0) say(deps, `“${event.name}” is in the list already.`);
}

/** No calendar that is taken has more bytes: of a larger file no more is read than shows that. */
const MOST_BYTES = 8_000_001;

/** Puts another event in the place of one. */
export const changeEvent = (deps: Deps, index: number, event: PlannedEvent): void =>
  changeInputs(deps, { events: inputsOf(recipeOf(deps)).events.map((one, i) => (i === index ? event : one)) });

export const removeEvent = (deps: Deps, index: number): void =>
  changeInputs(deps, { events: inputsOf(recipeOf(deps)).events.filter((_, i) => i !== index) });

/** Takes the events of a calendar file into the recipe. Gives what was left out, in words; undefined when none was read. */
export async function importCalendar(deps: Deps, file: File): Promise<readonly string[] | undefined> {
  try {
    const { importIcs } = await import('../pipeline/inputs-ics');
    const { events, notes } = await importIcs(
      await file.slice(0, MOST_BYTES).text(),
      recipeOf(deps).query.zone ?? 'UTC',
    );
    if (events.length === 0) {
      say(deps, `No event of ${file.name} can be taken; why is said in Prepare.`, { tone: 'bad' });
      return notes;
    }
    const { added, full } = addEvents(deps, events);
    say(deps, takenWords(added, full, file.name), full ? { tone: 'bad' } : {});
    return notes;
  } catch (error) {
    sayFailure(deps, error);
    return undefined;
  }
}

function takenWords(added: number, full: boolean, file: string): string {
  if (added === 0 && !full) return 'All events of this calendar are in the list already.';
  const counted = added === 0 ? 'No event was' : added === 1 ? 'One event was' : `${added} events were`;
  return `${counted} taken from ${file}.${full ? ` There is no room for ${added === 0 ? 'more' : 'the others'}: ${fullWords.toLowerCase()}` : ''}`;
}
