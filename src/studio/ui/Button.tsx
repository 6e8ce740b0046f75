import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { cx } from './cx';
import { Icon, type IconName } from './icons';
import { Spinner } from './Spinner';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'style'> {
  /** `primary` once a view; `outline` beside it; `quiet` (the default) within text and bars; `danger` for what removes. */
  readonly kind?: 'primary' | 'outline' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Shows that it works, and takes no further click. */
  readonly busy?: boolean;
  readonly small?: boolean;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** The button. */
export function Button({
  kind = 'quiet',
  icon,
  busy = false,
  small,
  children,
  className,
  disabled,
  ref,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      ref={ref}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(styles.button, styles[kind], small && styles.small, className)}
    >
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> {
  readonly icon: IconName;
  /** What it does, read aloud and shown on hover. */
  readonly label: string;
}

/** A square button with a drawing only. */
export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return <Button {...rest} icon={icon} aria-label={label} title={label} className={cx(styles.icon, className)} />;
}

export interface PillProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'style'> {
  /** The state of what it names; given as a dot and, for readers, as a word. */
  readonly dot?: 'ready' | 'busy' | 'warning' | 'off';
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A bordered button of the top bar: the time range, the command palette, the backend. */
export function Pill({ dot, children, className, ref, ...rest }: PillProps) {
  return (
    <button type="button" {...rest} ref={ref} className={cx(styles.button, styles.outline, styles.pill, className)}>
      {dot !== undefined && <span className={styles.dot} data-state={dot} aria-hidden="true" />}
      {children}
    </button>
  );
}
