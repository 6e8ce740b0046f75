import { restoreModel } from '../state/library-actions';
import { useDeps, useStudio } from './context';
import { Toasts } from './ui/Toast';

/** What is said in passing, with its undo. */
export function Notices() {
  const deps = useDeps();
  const notices = useStudio((state) => state.notices);
  return (
    <Toasts
      toasts={notices.map(({ id, words, undo }) => ({
        id: String(id),
        words,
        ...(undo !== undefined && { action: { label: 'Undo', run: () => void restoreModel(deps, undo.model) } }),
      }))}
      onDismiss={(id) =>
        deps.store.setState((state) => ({ notices: state.notices.filter((notice) => String(notice.id) !== id) }))
      }
    />
  );
}
