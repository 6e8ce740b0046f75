import { useEffect, useRef, useState } from 'react';
import type { PlannedEvent } from '../../../math/recurrence';
import { useZone } from '../../context';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import { type EventDraft, type EventFaults, eventOf, type Repeats } from './event-fields';
import styles from './events.module.css';

const repeatOptions: readonly { readonly value: Repeats; readonly label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'Every week' },
  { value: 'monthly', label: 'Every month' },
  { value: 'yearly', label: 'Every year' },
  { value: 'own', label: 'By a rule of my own' },
];

interface EventDialogProps {
  readonly first: EventDraft;
  /** What it was, where it is changed. */
  readonly before?: PlannedEvent | undefined;
  readonly onTake: (event: PlannedEvent) => void;
  readonly onClose: () => void;
}

/** One planned event: its name, when it is and how it repeats. Faults are told at their fields once it is taken. */
export function EventDialog({ first, before, onTake, onClose }: EventDialogProps) {
  const zone = useZone();
  const [draft, setDraft] = useState(first);
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [tries]);
  const typed = eventOf(draft, zone, before);
  const faults: EventFaults = tries > 0 ? (typed.faults ?? {}) : {};
  const set = (patch: Partial<EventDraft>): void => setDraft({ ...draft, ...patch });
  const turn = (allDay: boolean): void => {
    const [from, to] = [draft.from, draft.to].map((text) => text.slice(0, 10));
    set({ allDay, from: allDay ? (from ?? '') : `${from} 08:00`, to: allDay ? (to ?? '') : `${to} 10:00` });
  };
  const text = (key: 'name' | 'from' | 'to' | 'until' | 'rule', label: string, help?: string) => (
    <Field label={label} help={help} fault={faults[key]}>
      {(ids) => (
        <TextInput
          {...ids}
          name={key}
          value={draft[key]}
          mono={key !== 'name'}
          autoComplete="off"
          onChange={(value) => set({ [key]: value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={before === undefined ? 'Add an event' : 'Change the event'}
      note={`On the clock of ${zone}`}
      onSubmit={() => {
        if (typed.event === undefined) setTries(tries + 1);
        else onTake(typed.event);
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            {before === undefined ? 'Add' : 'Change'}
          </Button>
        </>
      }
    >
      <div ref={form} className={styles.form}>
        {text('name', 'Name', 'Events of one name are of one kind: what is learned of one holds for all.')}
        <Field label="Whole days" inline>
          {(ids) => <Switch {...ids} checked={draft.allDay} onChange={turn} />}
        </Field>
        <div className={styles.pair}>
          {text('from', draft.allDay ? 'First day' : 'From')}
          {text('to', draft.allDay ? 'Last day' : 'To')}
        </div>
        <Field label="Repeats">
          {(ids) => (
            <Select
              {...ids}
              value={draft.repeats}
              options={repeatOptions}
              onChange={(value) => set({ repeats: value })}
            />
          )}
        </Field>
        {draft.repeats === 'own' &&
          text(
            'rule',
            'Rule',
            'As calendars write it (RFC 5545), for instance FREQ=MONTHLY;BYDAY=1MO for the first Mondays.',
          )}
        {draft.repeats !== 'own' &&
          draft.repeats !== 'never' &&
          text('until', 'Until', 'The last day it may begin, as 2030-12-31. Empty = for ever.')}
      </div>
    </Dialog>
  );
}
