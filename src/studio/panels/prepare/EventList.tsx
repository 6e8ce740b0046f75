import { useMemo, useState } from 'react';
import { StudioError } from '../../../base/errors';
import { occurrences, type PlannedEvent } from '../../../math/recurrence';
import { changeEvent } from '../../../state/input-actions';
import { useDeps, useZone } from '../../context';
import { moment } from '../../format';
import { Button, IconButton } from '../../ui/Button';
import { useChosen } from '../../use-series';
import { EventDialog } from './EventDialog';
import { dayField, draftOf, repeatWords } from './event-fields';
import styles from './events.module.css';

/** Longer lists are opened by a button. */
const FIRST = 8;

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
  const [all, setAll] = useState(false);
  const [editing, setEditing] = useState<number>();
  const edited = editing === undefined ? undefined : events[editing];
  const counts = useMemo(() => {
    const range = { start: frame?.time[0] ?? 0, stop: (frame?.time.at(-1) ?? 0) + 1 };
    return events.map((event) => timesIn(event, range, zone));
  }, [events, frame, zone]);
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

function timesIn(event: PlannedEvent, range: { readonly start: number; readonly stop: number }, zone: string): string {
  try {
    const { length } = occurrences(event, range, zone);
    return length === 0
      ? 'not in this series'
      : length === 1
        ? 'once in this series'
        : `${length} times in this series`;
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return error.message;
  }
}

function whenWords({ start, stop, allDay }: PlannedEvent, zone: string): string {
  if (allDay !== true) return `${moment(start, zone)} to ${moment(stop, zone)}`;
  const [from, to] = [dayField(start, zone), dayField(stop - 1, zone)];
  return from === to ? moment(start, zone, 'day') : `${moment(start, zone, 'day')} to ${moment(stop - 1, zone, 'day')}`;
}
