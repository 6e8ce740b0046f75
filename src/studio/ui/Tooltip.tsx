import { type ReactNode, useId, useRef } from 'react';
import styles from './Tooltip.module.css';

export interface TooltipProps {
  /** A few words; never the only place where something stands. */
  readonly words: string;
  readonly children: ReactNode;
}

/** Words over something that is pointed at or focused, in the browser's top layer; Escape hides them. */
export function Tooltip({ words, children }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const show = (): void => {
    const [at, it] = [anchor.current, tip.current];
    if (at === null || it === null || it.matches(':popover-open')) return;
    it.showPopover();
    const [a, t] = [at.getBoundingClientRect(), it.getBoundingClientRect()];
    const left = Math.min(window.innerWidth - t.width - 8, Math.max(8, a.left + a.width / 2 - t.width / 2));
    it.style.left = `${left}px`;
    it.style.top = `${a.top - t.height - 6 < 8 ? a.bottom + 6 : a.top - t.height - 6}px`;
  };
  const hide = (): void => {
    if (tip.current?.matches(':popover-open')) tip.current.hidePopover();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens for what its child is told anyway.
    <span
      ref={anchor}
      className={styles.anchor}
      aria-describedby={id}
      onPointerEnter={show}
      onPointerLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={(event) => {
        if (event.key === 'Escape') hide();
      }}
    >
      {children}
      <span ref={tip} id={id} role="tooltip" popover="manual" className={styles.tip}>
        {words}
      </span>
    </span>
  );
}
