import type { Tone } from '../../base/definition';
import { cx } from './cx';
import styles from './Progress.module.css';

export interface ProgressProps {
  readonly label: string;
  /** Share done, 0 to 1; absent = it is not known how much there is. */
  readonly value?: number | undefined;
  readonly tone?: Tone | undefined;
  readonly className?: string | undefined;
}

/** How far a job is, in the colour of the part it works on. */
export const Progress = ({ label, value, tone, className }: ProgressProps) => (
  <progress
    aria-label={label}
    className={cx(styles.progress, className)}
    data-tone={tone}
    {...(value !== undefined && { value, max: 1 })}
  />
);
