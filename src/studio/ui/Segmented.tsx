import { useId } from 'react';
import { cx } from './cx';
import styles from './Segmented.module.css';
import type { Option } from './Select';

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly Option<V>[];
  readonly onChange: (value: V) => void;
  readonly disabled?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly className?: string;
}

/** One of a few, all in sight. A radio group: the arrow keys move within it. */
export function Segmented<V extends string>({
  label,
  value,
  options,
  onChange,
  disabled,
  describedBy,
  className,
}: SegmentedProps<V>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} aria-describedby={describedBy} className={cx(styles.group, className)}>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={name}
            className={styles.radio}
            value={option.value}
            checked={option.value === value}
            disabled={disabled === true || option.disabled === true}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
