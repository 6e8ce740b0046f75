import { useEffect } from 'react';
import { restoreModel } from '../state/library-actions';
import type { Notice } from '../state/store';
import { useDeps, useStudio } from './context';
import { Toast, Toasts } from './ui/Toast';

/** What is said in passing, with its undo; each stays ten seconds. */
export function Notices() {
  const deps = useDeps();
  const notices = useStudio((state) => state.notices);
  const drop = (id: number): void =>
    deps.store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
  return null;
}
