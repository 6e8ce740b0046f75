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
  /** Makes it a form: what Enter in a field does, and the button of `type="submit"` among the actions. */
  readonly onSubmit?: () => void;
  readonly children: ReactNode;
}

/** A page over the page, by the browser's own dialog: focus stays in it, Escape closes it, focus goes back after. */
export function Dialog({ open, onClose, title, note, wide, actions, onSubmit, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) {
      element.showModal();
      focusFirst(element);
    }
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
        <Page onSubmit={onSubmit}>
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
        </Page>
      )}
    </dialog>
  );
}

/** What is in the dialog; a form where Enter does something. */
function Page({ onSubmit, children }: { readonly onSubmit: (() => void) | undefined; readonly children: ReactNode }) {
  if (onSubmit === undefined) return <div className={styles.page}>{children}</div>;
  return (
    <form
      className={styles.page}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** One begins at the first field, its text chosen, not at the button that closes. */
function focusFirst(dialog: HTMLDialogElement): void {
  const field = dialog.querySelector<HTMLElement>('input:not([type="radio"], :disabled, [readonly]), select, textarea');
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}
