import { useState } from 'react';
import type { Failure } from '../base/errors';
import { faults, type Param, type ParamSchema, type ParamValues } from '../base/params';
import styles from './ParamForm.module.css';
import { cx } from './ui/cx';
import { Field } from './ui/Field';
import { SecretInput, TextInput } from './ui/Input';
import { NumberInput } from './ui/NumberInput';
import { Segmented } from './ui/Segmented';
import { Select } from './ui/Select';
import { Switch } from './ui/Switch';

export type Faults = Readonly<Record<string, string>>;

export interface ParamFormProps {
  readonly schema: ParamSchema;
  /** Missing ones show their default. */
  readonly values: ParamValues;
  /**
   * At every change. Values out of bounds are handed on (and named in `found`); what is no number at all is only named
   * there, and the value stays as it was.
   */
  readonly onChange: (values: ParamValues, found: Faults) => void;
  /** Draws these only, in this order. */
  readonly only?: readonly string[] | undefined;
  /** For popovers: label and control on one line where they fit. */
  readonly compact?: boolean;
  /** A failure whose `place` is one of the parameters is shown under it. */
  readonly failure?: Failure | undefined;
  readonly disabled?: boolean;
}

/** The form of any member, drawn from its parameters. */
export function ParamForm({ schema, values, onChange, only, compact = false, failure, disabled }: ParamFormProps) {
  const [unread, setUnread] = useState<Faults>({});
  const found = allFaults(schema, values, unread);
  const keys = (only ?? Object.keys(schema)).filter((key) => schema[key] !== undefined);
  const change = (key: string, param: Param, value: number | string | boolean): void => {
    const { [key]: _, ...others } = unread;
    const readable = typeof value !== 'number' || !Number.isNaN(value);
    const nextUnread = readable ? others : { ...others, [key]: `${param.label} must be a number.` };
    const next = readable ? { ...values, [key]: value } : values;
    setUnread(nextUnread);
    onChange(next, allFaults(schema, next, nextUnread));
  };
  return (
    <div className={cx(styles.form, compact && styles.compact)}>
      {keys.map((key) => {
        const param = schema[key];
        if (param === undefined) return null;
        return (
          <ParamField
            key={key}
            name={key}
            param={param}
            value={values[key] ?? param.initial}
            unread={key in unread}
            fault={found[key] ?? (failure?.place === key ? failure.message : undefined)}
            compact={compact}
            disabled={disabled}
            onChange={(value) => change(key, param, value)}
          />
        );
      })}
    </div>
  );
}

/** What is wrong, by parameter: what could not be read first, then what `base/params` finds. */
export const allFaults = (schema: ParamSchema, values: ParamValues, unread: Faults): Faults => ({
  ...faults(schema, values),
  ...unread,
});

interface ParamFieldProps {
  readonly name: string;
  readonly param: Param;
  readonly value: number | string | boolean;
  readonly unread: boolean;
  readonly fault: string | undefined;
  readonly compact: boolean;
  readonly disabled: boolean | undefined;
  readonly onChange: (value: number | string | boolean) => void;
}

function ParamField({ name, param, value, unread, fault, compact, disabled, onChange }: ParamFieldProps) {
  const common = { label: param.label, help: param.help, fault };
  switch (param.kind) {
    case 'number':
      return (
        <Field {...common} inline={compact}>
          {(ids) => (
            <NumberInput
              {...ids}
              name={name}
              className={styles.number ?? ''}
              value={unread ? Number.NaN : Number(value)}
              min={param.min}
              max={param.max}
              integer={param.integer}
              unit={param.unit}
              disabled={disabled}
              onChange={onChange}
            />
          )}
        </Field>
      );
    case 'choice':
      return isShort(param.options) ? (
        <Field {...common} group>
          {(ids) => (
            <Segmented
              label={param.label}
              describedBy={ids['aria-describedby']}
              value={String(value)}
              options={param.options}
              disabled={disabled}
              onChange={onChange}
            />
          )}
        </Field>
      ) : (
        <Field {...common}>
          {(ids) => (
            <Select
              {...ids}
              name={name}
              value={String(value)}
              options={param.options}
              disabled={disabled}
              onChange={onChange}
            />
          )}
        </Field>
      );
    case 'flag':
      return (
        <Field {...common} inline>
          {(ids) => <Switch {...ids} checked={value === true} disabled={disabled} onChange={onChange} />}
        </Field>
      );
    case 'text': {
      const Input = param.secret === true ? SecretInput : TextInput;
      return (
        <Field {...common}>
          {(ids) => (
            <Input
              {...ids}
              name={name}
              value={String(value)}
              placeholder={param.placeholder}
              disabled={disabled}
              onChange={onChange}
            />
          )}
        </Field>
      );
    }
  }
}

/** Few and short enough to stand side by side in a popover. */
const isShort = (options: readonly { readonly label: string }[]): boolean =>
  options.length <= 4 && options.reduce((sum, option) => sum + option.label.length + 3, 0) <= 36;
