import type { Failure } from '../../../base/errors';
import { models } from '../../../models';
import { setParams } from '../../../state/recipe-actions';
import { train } from '../../../state/work-actions';
import { useDeps } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Mending } from '../Mending';

/** Why training did not work, with the very setting that mends it. */
export function TrainingFailure({ failure }: { readonly failure: Failure }) {
  const deps = useDeps();
  return (
    <ErrorNote
      failure={failure}
      actions={
        <>
          <Mending failure={failure} family="model" members={models} label="Model" />
          {failure.code === 'backend-failed' && (
            <Button
              kind="outline"
              onClick={() => {
                setParams(deps, 'model', { backend: 'auto' });
                void train(deps);
              }}
            >
              Go on with the next backend
            </Button>
          )}
          <Button kind="outline" onClick={() => void train(deps)}>
            Try again
          </Button>
        </>
      }
    />
  );
}
