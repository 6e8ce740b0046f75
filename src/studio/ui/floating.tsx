import { CSPProvider } from '@base-ui/react/csp-provider';
import { Popover } from '@base-ui/react/popover';
import { type ReactNode, type RefObject, useRef } from 'react';
import { cx } from './cx';
import styles from './Popover.module.css';

/** The heavy half of a popover: placing, focus, Escape. Loaded when a trigger is first pointed at or focused. */
export interface FloatingProps {
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly align: 'start' | 'center' | 'end';
  readonly side: 'top' | 'bottom';
  readonly bare: boolean;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** Kept clear at the edges of the page; the top bar stays in sight. */
const edges = { top: 56, right: 8, bottom: 8, left: 8 };

export function Floating({ anchor, label, open, onOpenChange, align, side, bare, wide, children }: FloatingProps) {
  const popup = useRef<HTMLDivElement>(null);
  // Who has gone on to somewhere else while it faded is not called back.
  const backToAnchor = () => {
    const at = document.activeElement;
    const leftBehind = at === null || at === document.body || popup.current?.contains(at) === true;
    return leftBehind ? anchor.current : false;
  };
  return (
    <CSPProvider disableStyleElements>
      <Popover.Root
        open={open}
        onOpenChange={(next, details) => {
          // A press on the trigger is the trigger's own affair: it toggles.
          const target = details.event.target;
          if (
            !next &&
            details.reason === 'outside-press' &&
            target instanceof Node &&
            anchor.current?.contains(target)
          ) {
            details.cancel();
          } else onOpenChange(next);
        }}
      >
        <Popover.Portal container={anchor.current?.closest('dialog') ?? undefined}>
          <Popover.Positioner
            anchor={anchor}
            align={align}
            side={side}
            sideOffset={6}
            collisionPadding={edges}
            positionMethod="fixed"
            className={styles.positioner}
          >
            <Popover.Popup
              aria-label={label}
              ref={popup}
              finalFocus={backToAnchor}
              className={cx(styles.popup, bare && styles.bare, wide && styles.wide)}
            >
              {children}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </CSPProvider>
  );
}
