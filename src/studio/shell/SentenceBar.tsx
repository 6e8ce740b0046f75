import type { ReactNode } from 'react';
import { Button, IconButton } from '../ui/Button';
import styles from './SentenceBar.module.css';

export interface HistoryStep {
  readonly run: () => void;
  /** Nothing to do now. */
  readonly disabled?: boolean;
  /** What it would bring back, e.g. `Undo: horizon 48 h`. */
  readonly label?: string;
}

export interface SentenceBarProps {
  /** A `<Sentence>`, or plain words where there is no recipe yet. */
  readonly children: ReactNode;
  readonly undo?: HistoryStep;
  readonly redo?: HistoryStep;
  readonly onShare?: () => void;
  /** The one thing to do here. */
  readonly primary?: {
    readonly label: string;
    readonly run: () => void;
    readonly busy?: boolean;
    readonly disabled?: boolean;
    /** Why it cannot be done, or what it will do; shown on hover. */
    readonly hint?: string;
  };
}

/** What will be done, in words, over every room. */
export function SentenceBar({ children, undo, redo, onShare, primary }: SentenceBarProps) {
  return (
    <section className={styles.bar} aria-label="What will be done">
      <div className={styles.words}>{children}</div>
      <div className={styles.actions}>
        {undo !== undefined && (
          <IconButton
            kind="outline"
            icon="undo"
            label={undo.label ?? 'Undo'}
            disabled={undo.disabled}
            onClick={undo.run}
          />
        )}
        {redo !== undefined && (
          <IconButton
            kind="outline"
            icon="redo"
            label={redo.label ?? 'Redo'}
            disabled={redo.disabled}
            onClick={redo.run}
          />
        )}
        {onShare !== undefined && <IconButton kind="outline" icon="share" label="Share" onClick={onShare} />}
        {primary !== undefined && (
          <Button
            kind="primary"
            busy={primary.busy ?? false}
            disabled={primary.disabled}
            title={primary.hint}
            onClick={primary.run}
            className={styles.primary ?? ''}
          >
            {primary.label}
          </Button>
        )}
      </div>
    </section>
  );
}
