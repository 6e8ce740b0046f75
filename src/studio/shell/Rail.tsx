import { useEffect, useRef } from 'react';
import { cx } from '../ui/cx';
import { Icon, type IconName } from '../ui/icons';
import styles from './Rail.module.css';

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  /** Its own short status: `4,032 points`, `STL`, `57 %`. */
  readonly status?: string | undefined;
  /** `good`: done, in green; `busy`: being done; `wrong`: to be mended; `quiet` (the default): a figure. */
  readonly mood?: 'good' | 'busy' | 'wrong' | 'quiet';
  readonly disabled?: boolean;
}

export interface RailProps {
  readonly steps: readonly Step[];
  readonly current: string;
  readonly onStep: (id: string) => void;
  /** At its foot. */
  readonly words?: string;
}

/** The walk: each step with its own short status. On a small screen, a bar at the bottom. */
export function Rail({ steps, current, onStep, words = 'Runs in this tab. Nothing leaves your machine.' }: RailProps) {
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the current step is marked in the page.
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not.
    void list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <nav className={styles.rail} aria-label="Steps">
      <ol ref={list} className={styles.steps}>
        {steps.map((step) => (
          <li key={step.id} className={styles.place}>
            <button
              type="button"
              className={styles.step}
              aria-current={step.id === current ? 'page' : undefined}
              disabled={step.disabled}
              title={step.title}
              onClick={() => onStep(step.id)}
            >
              <span className={styles.icon} data-mood={step.mood}>
                <Icon name={step.icon} />
              </span>
              <span className={styles.title}>{step.title}</span>
              {step.status !== undefined && (
                <span className={cx(styles.status, step.mood === 'busy' && styles.figures)} data-mood={step.mood}>
                  {step.status}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
      <p className={styles.words}>{words}</p>
    </nav>
  );
}
