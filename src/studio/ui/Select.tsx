import type { Ref, SelectHTMLAttributes } from 'react';
import control from './control.module.css';
import { cx } from './cx';
import { Icon } from './icons';
import styles from './Select.module.css';

export interface Option<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface SelectProps<V extends string>
  extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'style' | 'onChange' | 'value' | 'children'> {
  readonly value: V;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
  readonly ref?: Ref<HTMLSelectElement>;
}

/** One of several, from the system's own list: it works with every keyboard, reader and phone. */
export function Select<V extends string>({ value, options, onChange, className, ref, ...rest }: SelectProps<V>) {
  return (
    <span className={cx(styles.frame, className)}>
      <select
        {...rest}
        ref={ref}
        value={value}
        onChange={(event) => onChange(event.target.value as V)}
        className={cx(control.box, styles.select)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}
