import { type ReactNode, useId } from 'react';
import { cx } from './cx';
import styles from './Field.module.css';
import { Icon } from './icons';

/** What a control takes so that its label, help and fault are read with it. */
export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldProps {
  readonly label: string;
  readonly help?: string | undefined;
  /** What is wrong with the value, in words; shown under the control in place of nothing. */
  readonly fault?: string | undefined;
  /** Label and control on one line, as for a switch or in a popover. */
  readonly inline?: boolean;
  /** For a group of controls: labels it by `aria-labelledby` instead of `for`. */
  readonly group?: boolean;
  readonly children: (ids: FieldIds) => ReactNode;
}

/** A label, a control, help and what is wrong. */
export function Field({ label, help, fault, inline, group, children }: FieldProps) {
  const id = useId();
  const describedBy = [help !== undefined && `${id}-help`, fault !== undefined && `${id}-fault`]
    .filter(Boolean)
    .join(' ');
  const control = children({
    id,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    'aria-invalid': fault === undefined ? undefined : true,
  });
  const Frame = group ? 'fieldset' : 'div';
  return (
    <Frame className={cx(styles.field, inline && styles.inline)}>
      {group ? (
        <legend className={styles.label}>{label}</legend>
      ) : (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      <div className={styles.control}>{control}</div>
      {fault !== undefined && (
        <p id={`${id}-fault`} className={styles.fault}>
          <Icon name="warn" />
          {fault}
        </p>
      )}
      {help !== undefined && (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      )}
    </Frame>
  );
}
