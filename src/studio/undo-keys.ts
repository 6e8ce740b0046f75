import { useEffect } from 'react';
import { redoRecipe, undoRecipe } from '../state/recipe-actions';
import { useDeps } from './context';

/** Where the browser's own undo belongs to what is typed. */
const typed = 'input:not([type="checkbox"], [type="radio"]), textarea, [contenteditable]';

/** Ctrl or ⌘ with Z takes the last change of the recipe back, with Shift brings it again; not while one types. */
export function useUndoKeys(): void {
  const deps = useDeps();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
      if (event.target instanceof Element && event.target.closest(typed) !== null) return;
      event.preventDefault();
      if (event.shiftKey) redoRecipe(deps);
      else undoRecipe(deps);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [deps]);
}
