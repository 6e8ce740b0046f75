import { lazy, Suspense, useCallback, useState } from 'react';

const ShareDialog = lazy(() => import('./ShareDialog'));

export interface ShareState {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

/** Whether the sharing dialog is open. */
export function useShare(): ShareState {
  const [isOpen, setOpen] = useState(false);
  return { isOpen, open: useCallback(() => setOpen(true), []), close: useCallback(() => setOpen(false), []) };
}

/** The walk as a link and as a file; neither holds data or secrets. */
export function Share({ isOpen, close }: ShareState) {
  return isOpen ? (
    <Suspense fallback={null}>
      <ShareDialog close={close} />
    </Suspense>
  ) : null;
}
