import { useState } from 'react';
import { Button, IconButton } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { fromPeriods, type PeriodRow, toPeriods } from './periods';
import styles from './prepare.module.css';

export interface PeriodFieldsProps {
  readonly text: string;
  readonly fault: string | undefined;
  readonly onChange: (text: string) => void;
}

/** Dated periods, one a line, each from a date or moment to another; the end may be left empty for a day. */
export function PeriodFields({ text, fault, onChange }: PeriodFieldsProps) {
  const [rows, setRows] = useState<readonly PeriodRow[]>(() => {
    const known = fromPeriods(text);
    return known.length === 0 ? [{ from: '', to: '' }] : known;
  });
  const put = (next: readonly PeriodRow[]): void => {
    setRows(next);
    onChange(toPeriods(next));
  };
  const change = (index: number, patch: Partial<PeriodRow>): void =>
    put(rows.map((row, i) => (i === index ? { ...row, ...patch } : row)));
  return (
    <Field
      label="Periods"
      group
      help="A date alone is the whole day; with a time, up to that moment. An hour that clocks show twice is told by its offset: 02:30 UTC+1."
      fault={fault}
    >
      {() => (
        <div className={styles.periods}>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place until it is removed.
            <div key={index} className={styles.period}>
              <TextInput
                aria-label={`Period ${index + 1}, from`}
                placeholder="2026-05-01"
                mono
                value={row.from}
                onChange={(from) => change(index, { from })}
              />
              <TextInput
                aria-label={`Period ${index + 1}, to`}
                placeholder="the same day"
                mono
                value={row.to}
                onChange={(to) => change(index, { to })}
              />
              <IconButton
                small
                icon="close"
                label={`Remove period ${index + 1}`}
                onClick={() => put(rows.filter((_, i) => i !== index))}
              />
            </div>
          ))}
          <Button small icon="plus" onClick={() => setRows([...rows, { from: '', to: '' }])}>
            Another period
          </Button>
        </div>
      )}
    </Field>
  );
}
