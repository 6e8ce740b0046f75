import { type InputHTMLAttributes, type Ref, type TextareaHTMLAttributes, useState } from 'react';
import { IconButton } from './Button';
import control from './control.module.css';
import { cx } from './cx';
import styles from './Input.module.css';

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'style' | 'onChange' | 'value' | 'type'>;

export interface TextInputProps extends Native {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'search' | 'url';
  /** A monospaced face, for queries, names and addresses. */
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

/** One line of text. */
export function TextInput({ value, onChange, mono, className, ref, type = 'text', ...rest }: TextInputProps) {
  return (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      ref={ref}
      type={type}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx(control.box, mono && styles.mono, className)}
    />
  );
}

/** A secret: hidden, with a way to look at it. Browsers are asked not to keep it. */
export function SecretInput({ value, onChange, className, ref, ...rest }: Omit<TextInputProps, 'type' | 'mono'>) {
  const [shown, setShown] = useState(false);
  return (
    <div className={cx(control.box, styles.group, className)}>
      <input
        {...rest}
        ref={ref}
        type={shown ? 'text' : 'password'}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={styles.bare}
      />
      <IconButton
        small
        icon="eye"
        label={shown ? 'Hide' : 'Show'}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      />
    </div>
  );
}

export interface TextAreaProps
  extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'style' | 'onChange' | 'value'> {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly mono?: boolean;
}

/** Several lines of text, for a query. */
export function TextArea({ value, onChange, mono, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      spellCheck={false}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx(control.box, mono && styles.mono, className)}
    />
  );
}
