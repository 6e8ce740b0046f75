import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './Button';
import { cx } from './cx';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly note?: string | undefined;
  readonly wide?: boolean;
  /** Buttons at its foot, the primary one last. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page over the page, by the browser's own dialog: focus stays in it, Escape closes it, focus goes back after. */
export function Dialog({ open, onClose, title, note, wide, actions, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, and the browser sees to it.
    <dialog
      ref={dialog}
      className={cx(styles.dialog, wide && styles.wide)}
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && (
        <div className={styles.page}>
          <header className={styles.head}>
            <div>
              <h2 id={`${id}-title`} className={styles.title}>
                {title}
              </h2>
              {note !== undefined && <p className={styles.note}>{note}</p>}
            </div>
            <IconButton small icon="close" label="Close" onClick={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </div>
      )}
    </dialog>
  );
}
