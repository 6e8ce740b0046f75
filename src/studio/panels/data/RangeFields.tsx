import { useEffect, useState } from 'react';
import type { TimeRange } from '../../../frame/frame';
import type { SeriesQuery } from '../../../frame/query';
import { changeQuery } from '../../../state/recipe-actions';
import { useDeps, useZone } from '../../context';
import { Field } from '../../ui/Field';
import { TextInput } from '../../ui/Input';
import { Segmented } from '../../ui/Segmented';
import { ZoneButton } from '../../ZonePicker';
import styles from './RangeFields.module.css';
import { endShown, fromField, presetOf, presetRange, presetsFor, secondOf, toField, withRange } from './range';

export interface RangeFieldsProps {
  readonly query: SeriesQuery;
  /** What the data holds; without it there are no presets. */
  readonly extent: TimeRange | undefined;
  /** The data's own step where it is known: shorter presets are left out. */
  readonly stepMs: number;
}

/** Which stretch of time: back from where the data ends, or from one moment to another, in the zone on screen. */
export function RangeFields({ query, extent, stepMs }: RangeFieldsProps) {
  const deps = useDeps();
  const zone = useZone();
  const take = (range: TimeRange): void => changeQuery(deps, withRange(query, range));
  const { start, stop } = query.range;
  const offered = extent === undefined ? [] : presetsFor(extent, stepMs);
  const preset =
    extent === undefined
      ? undefined
      : presetOf(query.range, extent, query.aggregate === 'none' ? 0 : query.everyMs, zone);
  return (
    <div className={styles.range}>
      {extent !== undefined && offered.length > 1 && (
        <Segmented
          label="Time, back from where the data ends"
          className={styles.presets ?? ''}
          value={preset ?? 'own'}
          options={offered.map(({ id, label }) => ({ value: id as string, label }))}
          onChange={(id) => {
            const chosen = offered.find((offer) => offer.id === id);
            if (chosen !== undefined) take(presetRange(chosen.id, extent, zone));
          }}
        />
      )}
      <Moment label={`From, ${zone}`} zone={zone} value={start} onChange={(next) => take({ start: next, stop })} />
      <Moment
        label={`To, ${zone}`}
        zone={zone}
        value={endShown(stop)}
        fault={stop > start ? undefined : 'The range ends before it begins.'}
        onChange={(next) => take({ start, stop: next })}
      />
      <ZoneButton className={styles.zone ?? ''} />
    </div>
  );
}

interface MomentProps {
  readonly label: string;
  readonly value: number;
  readonly zone: string;
  readonly fault?: string | undefined;
  readonly onChange: (ms: number) => void;
}

/** A moment on the clock of a zone; what is half typed stays as typed and changes nothing. */
function Moment({ label, value, zone, fault, onChange }: MomentProps) {
  const shown = toField(value, zone);
  const [text, setText] = useState(shown);
  const [left, setLeft] = useState(false);
  useEffect(() => setText(shown), [shown]);
  const typed = fromField(text, zone);
  return (
    <Field
      label={label}
      fault={fault ?? (left || typed.skipped ? typed.fault : undefined)}
      help={text === shown && typed.ms !== value ? secondOf(typed, value, zone) : typed.note}
    >
      {(ids) => (
        <TextInput
          {...ids}
          placeholder="2000-08-27 23:30"
          inputMode="numeric"
          value={text}
          onBlur={() => setLeft(true)}
          onChange={(next) => {
            setText(next);
            setLeft(false);
            const { ms } = fromField(next, zone);
            if (Number.isFinite(ms)) onChange(ms);
          }}
        />
      )}
    </Field>
  );
}
