import { useMemo, useState } from 'react';
import { StudioError } from '../../../base/errors';
import type { TimeRange } from '../../../frame/frame';
import { occurrences, type PlannedEvent } from '../../../math/recurrence';
import type { Recipe } from '../../../pipeline/recipe';
import { changeEvent } from '../../../state/input-actions';
import { useDeps, useStudio, useZone } from '../../context';
import { moment } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { useChosen } from '../../use-series';
import { EventDialog } from './EventDialog';
import { dayField, draftOf, repeatWords } from './event-fields';
import styles from './events.module.css';

/** Longer lists are opened by a button. */
const FIRST = 8;

/** Where what a model learns from ends: what is held back to choose and to judge by comes after. */
function fitOf(time: Float64Array, { horizon, split }: Pick<Recipe, 'horizon' | 'split'>): number {
  const held = [split.test, split.validation].map((share) => Math.max(horizon, Math.round(time.length * share)));
  return time[time.length - held.reduce((sum, one) => sum + one, 0)] ?? Number.POSITIVE_INFINITY;
}

/** The planned events: when each is, how it repeats, and how often it took place in the series. */
export function EventList({
  events,
  onRemove,
}: {
  readonly events: readonly PlannedEvent[];
  readonly onRemove: (index: number) => void;
}) {
  const deps = useDeps();
  const zone = useZone();
  const frame = useChosen()?.frame;
  const recipe = useStudio((state) => state.recipe.present);
  const [all, setAll] = useState(false);
  const [editing, setEditing] = useState<number>();
  const edited = editing === undefined ? undefined : events[editing];
  const counts = useMemo(() => {
    const range = { start: frame?.time[0] ?? 0, stop: (frame?.time.at(-1) ?? 0) + 1 };
    const end = Math.min(range.stop, fitOf(frame?.time ?? new Float64Array(), recipe));
    // Events of one name are of one kind: what is learned of one holds for all.
    const found = events.map((event) => ({ ...timesIn(event, range, zone), name: event.name }));
    const learned = new Set(found.filter(({ first }) => first < end).map(({ name }) => name));
    return found.map(({ words, name }) => {
      if (words.fault !== undefined) return words.fault;
      if (learned.has(name)) return words.times;
      return `${words.times}${words.isIn ? ', but not in what is learned from' : ''}: it adds nothing`;
    });
  }, [events, frame, zone, recipe]);
  return (
    <>
      <ul className={styles.list} aria-label="Planned events">
        {(all ? events : events.slice(0, FIRST)).map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events are alike but for their place.
          <li key={`${event.name}-${index}`} className={styles.event}>
            <span className={styles.what}>
              <span className={styles.name}>{event.name}</span>
              <span className={styles.when}>
                {[whenWords(event, zone), repeatWords(event, zone)].filter(Boolean).join(', ')}
              </span>
            </span>
            <span className={styles.times}>{counts[index]}</span>
            <span className={styles.tools}>
              <IconButton small icon="pen" label={`Change ${event.name}`} onClick={() => setEditing(index)} />
              <IconButton
                small
                icon="trash"
                label={`Remove ${event.name}`}
                data-remove
                onClick={() => onRemove(index)}
              />
            </span>
          </li>
        ))}
      </ul>
      {events.length > FIRST && (
        <div>
          <Button small onClick={() => setAll(!all)}>
            {all ? `Only the first ${FIRST}` : `All ${events.length} events`}
          </Button>
        </div>
      )}
      {editing !== undefined && edited !== undefined && (
        <EventDialog
          first={draftOf(edited, zone)}
          before={edited}
          onClose={() => setEditing(undefined)}
          onTake={(event) => {
            changeEvent(deps, editing, event);
            setEditing(undefined);
          }}
        />
      )}
    </>
  );
}

/** When it is first in a series (never = infinite), and how often, or why that cannot be told. */
function timesIn(event: PlannedEvent, range: TimeRange, zone: string) {
  const never = Number.POSITIVE_INFINITY;
  try {
    const { length, 0: one } = occurrences(event, range, zone);
    const times =
      length === 0 ? 'not in this series' : length === 1 ? 'once in this series' : `${length} times in this series`;
    return { first: one?.start ?? never, words: { times, isIn: length > 0 } };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { first: never, words: { times: '', isIn: false, fault: error.message } };
  }
}

function whenWords({ start, stop, allDay }: PlannedEvent, zone: string): string {
  if (allDay !== true) return `${moment(start, zone)} to ${moment(stop, zone)}`;
  const [from, to] = [dayField(start, zone), dayField(stop - 1, zone)];
  return from === to ? moment(start, zone, 'day') : `${moment(start, zone, 'day')} to ${moment(stop - 1, zone, 'day')}`;
}
