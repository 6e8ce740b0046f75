import type { Failure } from '../../../base/errors';
import { models } from '../../../models';
import { setParams } from '../../../state/recipe-actions';
import { train } from '../../../state/work-actions';
import { useDeps } from '../../context';
import { MemberControls } from '../../controls/ClauseControls';
import { HorizonControls } from '../../controls/NumberControls';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';

/** Why training did not work, with the very setting that mends it. */
export function TrainingFailure({ failure }: { readonly failure: Failure }) {
  const deps = useDeps();
  const { place } = failure;
  return (
    <ErrorNote
      failure={failure}
      actions={
        <>
          {place === 'horizon' && <HorizonControls />}
          {place !== undefined && place !== 'horizon' && place !== 'range' && (
            <MemberControls family="model" members={models} label="Model" only={[place]} />
          )}
          {place === 'range' && (
            <Button kind="outline" onClick={() => deps.store.setState({ room: 'data' })}>
              Read a longer range
            </Button>
          )}
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
