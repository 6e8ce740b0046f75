import { isOpen } from '../../../state/open-actions';
import { hasForeignText } from '../../../state/query-text';
import { read } from '../../../state/read-actions';
import { latest } from '../../../state/run';
import { isShaped } from '../../../state/shape-actions';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import panel from '../panel.module.css';

/** That what is shown came with a kept model, already prepared, and how to have other steps taken. */
export function KeptNote() {
  const deps = useDeps();
  const kept = useStudio((state) => latest(state.shaped)?.kept === true);
  const holds = useStudio(isShaped);
  const recipe = useStudio((state) => state.recipe.present);
  if (!kept) return null;
  return (
    <div className={panel.actions} role="status">
      <p className={panel.words}>
        {holds
          ? 'This series came with a kept model, as these steps made it.'
          : 'This series came with a kept model, made by other steps. They are taken anew once its data are read again.'}
      </p>
      {isOpen(deps, recipe.source) && !hasForeignText(deps, recipe) ? (
        <Button small kind="outline" onClick={() => void read(deps)}>
          Read its data again
        </Button>
      ) : (
        <Button small kind="outline" onClick={() => deps.store.setState({ room: 'data' })}>
          {isOpen(deps, recipe.source) ? 'Look at its query in Data' : 'Open its source in Data'}
        </Button>
      )}
    </div>
  );
}
