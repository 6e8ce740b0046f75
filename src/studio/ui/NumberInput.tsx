import { type InputHTMLAttributes, type KeyboardEvent, useState } from 'react';
import { parseNumber, plainNumber, stepped } from '../format';
import control from './control.module.css';
import { cx } from './cx';
import styles from './Input.module.css';
import { Icon } from './icons';

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'style' | 'onChange' | 'value' | 'type' | 'min' | 'max'>;

export interface NumberInputProps extends Native {
  readonly value: number;
  /** NaN while what is typed is no number. */
  readonly onChange: (value: number) => void;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer?: boolean | undefined;
  readonly unit?: string | undefined;
}

/** A number with its unit. Arrow keys and the two buttons step it; what is typed stays as typed until one leaves. */
export function NumberInput({
  value,
  onChange,
  min,
  max,
  integer = false,
  unit,
  disabled,
  className,
  ...rest
}: NumberInputProps) {
  const [draft, setDraft] = useState<string>();
  const bounds = { min, max, integer };
  const step = (direction: 1 | -1, times = 1): void => {
    let next = Number.isFinite(value) ? value : (min ?? 0);
    for (let i = 0; i < times; i++) next = stepped(next, direction, bounds);
    setDraft(undefined);
    onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = { ArrowUp: 1, PageUp: 1, ArrowDown: -1, PageDown: -1 }[event.key] as 1 | -1 | undefined;
    if (direction === undefined) return;
    event.preventDefault();
    step(direction, event.key.startsWith('Page') || event.shiftKey ? 10 : 1);
  };
  return (
    <div className={cx(control.box, styles.group, className)}>
      <input
        {...rest}
        className={styles.bare}
        type="text"
        role="spinbutton"
        inputMode={integer ? 'numeric' : 'decimal'}
        autoComplete="off"
        disabled={disabled}
        value={draft ?? plainNumber(value)}
        aria-valuenow={Number.isFinite(value) ? value : undefined}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-valuetext={unit === undefined ? undefined : `${plainNumber(value)} ${unit}`}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange(parseNumber(event.target.value));
        }}
        onBlur={() => {
          if (Number.isFinite(value) && Number.isFinite(parseNumber(draft ?? ''))) setDraft(undefined);
        }}
      />
      {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      <span className={styles.steps}>
        <button
          type="button"
          className={styles.step}
          tabIndex={-1}
          aria-hidden="true"
          disabled={disabled}
          onClick={() => step(-1)}
        >
          <Icon name="minus" />
        </button>
        <button
          type="button"
          className={styles.step}
          tabIndex={-1}
          aria-hidden="true"
          disabled={disabled}
          onClick={() => step(1)}
        >
          <Icon name="plus" />
        </button>
      </span>
    </div>
  );
}
