/** A value with the steps that led to it, for undo and redo. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
}

const most = 100;

export const historyOf = <T>(present: T): History<T> => ({ past: [], present, future: [] });

/** A new present; what was undone before is forgotten. */
export const record = <T>({ past, present }: History<T>, next: T): History<T> => ({
  past: [...past.slice(-most + 1), present],
  present: next,
  future: [],
});

export function undo<T>({ past, present, future }: History<T>): History<T> {
  const before = past.at(-1);
  return before === undefined
    ? { past, present, future }
    : { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

export function redo<T>({ past, present, future }: History<T>): History<T> {
  const [next, ...rest] = future;
  return next === undefined ? { past, present, future } : { past: [...past, present], present: next, future: rest };
}
