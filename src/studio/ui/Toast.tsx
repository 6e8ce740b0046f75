import { useEffect, useRef, useState } from 'react';
import { Button, IconButton } from './Button';
import styles from './Toast.module.css';

export interface Toast<Id extends string | number = string | number> {
  readonly id: Id;
  /** What happened: `“Demand, STL” deleted.` */
  readonly words: string;
  /** The way back, or onward. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ToastsProps<Id extends string | number> {
  readonly toasts: readonly Toast<Id>[];
  /** Asked for after ten seconds, by the cross, and after the action. */
  readonly onDismiss: (id: Id) => void;
}

const STAYS = 10_000;

/** Short words about what just happened, with the way back. They stay ten seconds, longer while pointed at or focused. */
export function Toasts<Id extends string | number>({ toasts, onDismiss }: ToastsProps<Id>) {
  return (
    <section className={styles.region} role="status" aria-live="polite" aria-label="Notices">
      {toasts.map((toast) => (
        <One key={toast.id} toast={toast} onDismiss={onDismiss} />
      ))}
    </section>
  );
}

interface OneProps<Id extends string | number> {
  readonly toast: Toast<Id>;
  readonly onDismiss: (id: Id) => void;
}

function One<Id extends string | number>({ toast, onDismiss }: OneProps<Id>) {
  const [held, setHeld] = useState(false);
  const dismiss = useRef(onDismiss);
  useEffect(() => {
    dismiss.current = onDismiss;
  });
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss.current(toast.id), STAYS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { action } = toast;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while someone reads it.
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <p className={styles.words}>{toast.words}</p>
      {action !== undefined && (
        <Button
          small
          className={styles.action ?? ''}
          onClick={() => {
            action.run();
            onDismiss(toast.id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        small
        icon="close"
        label="Dismiss"
        className={styles.close ?? ''}
        onClick={() => onDismiss(toast.id)}
      />
    </div>
  );
}
