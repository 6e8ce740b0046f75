import { lazy, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState } from 'react';

const load = () => import('./floating');
const Floating = lazy(() => load().then((module) => ({ default: module.Floating })));
const preload = (): void => {
  load().catch(() => undefined); // The click will try again, and say so.
};

/** Spread these on the button that opens the popover. */
export interface TriggerProps {
  readonly ref: RefObject<HTMLButtonElement | null>;
  readonly 'aria-haspopup': 'dialog' | 'menu';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
  readonly onPointerEnter: () => void;
  readonly onFocus: () => void;
}

export interface PopoverProps {
  /** Read when it opens. */
  readonly label: string;
  readonly trigger: (props: TriggerProps) => ReactNode;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom';
  /** No padding, for menus and lists. */
  readonly bare?: boolean;
  /** For lists of longer texts. */
  readonly wide?: boolean;
  readonly haspopup?: 'dialog' | 'menu';
  readonly onOpenChange?: (open: boolean) => void;
}

/** Content that opens beside a button, in place; from the bottom of a small screen. Escape and a click elsewhere close it. */
export function Popover(props: PopoverProps) {
  const {
    label,
    trigger,
    children,
    align = 'start',
    side = 'bottom',
    bare = false,
    wide = false,
    haspopup = 'dialog',
    onOpenChange,
  } = props;
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const told = useRef(false);
  useEffect(() => {
    if (told.current !== open) onOpenChange?.(open);
    told.current = open;
  }, [open, onOpenChange]);
  return (
    <>
      {trigger({
        ref: anchor,
        'aria-haspopup': haspopup,
        'aria-expanded': open,
        onClick: () => {
          setUsed(true);
          setOpen(!open);
        },
        onPointerEnter: preload,
        onFocus: preload,
      })}
      {used && (
        <Suspense fallback={null}>
          <Floating
            anchor={anchor}
            label={label}
            open={open}
            onOpenChange={setOpen}
            align={align}
            side={side}
            bare={bare}
            wide={wide}
          >
            {typeof children === 'function' ? children(() => setOpen(false)) : children}
          </Floating>
        </Suspense>
      )}
    </>
  );
}
