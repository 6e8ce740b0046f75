import { type RefObject, useEffect, useState } from 'react';

/** Rows that are drawn of a long list, `last` not among them, and the room that those above and below take. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
  readonly above: number;
  readonly below: number;
}

/** How many rows are drawn beyond what is in sight, on each side. */
const BEYOND = 20;
/** Lists up to here are drawn whole. */
const WHOLE = 200;

/** The rows in sight of a list scrolled by `top`, `height` high, with those beyond. */
export function rowWindow(count: number, rowHeight: number, top: number, height: number): RowWindow {
  if (count <= WHOLE || rowHeight <= 0) return { first: 0, last: count, above: 0, below: 0 };
  const first = Math.max(0, Math.min(count - 1, Math.floor(top / rowHeight)) - BEYOND);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return { first, last, above: first * rowHeight, below: (count - last) * rowHeight };
}

/** The rows of a scrolling list that are worth drawing; `rowHeight` is measured on one that matches `row`. */
export function useRowWindow(
  list: RefObject<HTMLElement | null>,
  count: number,
  row: string,
): RowWindow & { readonly rowHeight: number } {
  const [seen, setSeen] = useState({ top: 0, height: 400, rowHeight: 28 });
  useEffect(() => {
    const element = list.current;
    if (element === null || count <= WHOLE) return;
    const look = (): void => {
      const rowHeight = element.querySelector<HTMLElement>(row)?.offsetHeight ?? 28;
      const next = { top: element.scrollTop, height: element.clientHeight, rowHeight };
      setSeen((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      watch.disconnect();
    };
  }, [list, count, row]);
  return { ...rowWindow(count, seen.rowHeight, seen.top, seen.height), rowHeight: seen.rowHeight };
}

/** Scrolls a list, and nothing around it, so that a row is in sight. */
export function scrollToRow(list: HTMLElement, place: number, rowHeight: number): void {
  const top = place * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
}

/** For an empty element that holds room: sets its height, which the page's policy forbids to write as an attribute. */
export const holdRoom =
  (height: number) =>
  (element: HTMLElement | null): void => {
    if (element !== null) element.style.height = `${height}px`;
  };
