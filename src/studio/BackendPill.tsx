import type { BackendFigure } from '../neural/backend/figure';
import { networks } from '../state/families';
import { setParams } from '../state/recipe-actions';
import { latest } from '../state/run';
import { measureBackends } from '../state/work-actions';
import styles from './BackendPill.module.css';
import { backendName } from './backend-names';
import { useDeps, useStudio } from './context';
import { figure } from './format';
import { Button, Pill } from './ui/Button';
import { ErrorNote } from './ui/ErrorNote';
import { Popover } from './ui/Popover';

/** What trains here, and how fast: opens the figures of every backend and the choice between them. */
export function BackendPill() {
  const backends = useStudio((state) => state.backends);
  const training = useStudio((state) => state.training);
  const wanted = useStudio((state) => state.recipe.present.model.params.backend);
  const figures = useFigures();
  const needed = useStudio((state) => networks(state.recipe.present.model.id));
  const made = latest(training)?.artifact;
  const used = made !== undefined && networks(made.recipe.model.id) ? made.backend : undefined;
  const best = used ?? figures.find(({ ok }) => ok)?.id;
  const chosen = !needed ? undefined : typeof wanted === 'string' && wanted !== 'auto' ? wanted : best;
  const { msPerStep: ms, missing } = figures.find(({ id }) => id === chosen) ?? {};
  const busy = backends.status === 'running' || training.status === 'running';
  return (
    <Popover
      label="What computes"
      align="end"
      trigger={(props) => (
        <Pill
          {...props}
          dot={
            busy
              ? 'busy'
              : backends.status === 'failed' || missing === true
                ? 'warning'
                : chosen === undefined
                  ? 'off'
                  : 'ready'
          }
        >
          {!needed ? 'No backend needed' : chosen === undefined ? 'Backend' : backendName(chosen)}
          {ms !== undefined && ` · ${figure(ms, 2)} ms a step`}
        </Pill>
      )}
    >
      <BackendChoice />
    </Popover>
  );
}

function BackendChoice() {
  const deps = useDeps();
  const backends = useStudio((state) => state.backends);
  const wanted = useStudio((state) => state.recipe.present.model.params.backend) ?? 'auto';
  const running = backends.status === 'running';
  const figures = useFigures();
  const needed = useStudio((state) => networks(state.recipe.present.model.id));
  return (
    <div className={styles.choice}>
      <p className={styles.words}>
        Networks train on the fastest backend that computes right on this machine. Each is checked against a plain
        reference and timed on a few steps.{!needed && ' The model chosen now has no networks and needs none of them.'}
      </p>
      <ul className={styles.list}>
        <Choice
          id="auto"
          wanted={wanted}
          words="the fastest correct one"
          disabled={!needed}
          onTake={() => setParams(deps, 'model', { backend: 'auto' })}
        />
        {[...figures, ...untimed.filter(({ id }) => !figures.some((known) => known.id === id))].map((backend) => (
          <Choice
            key={backend.id}
            id={backend.id}
            wanted={wanted}
            words={wordsFor(backend)}
            disabled={!needed || backend.missing === true}
            onTake={() => setParams(deps, 'model', { backend: backend.id })}
          />
        ))}
      </ul>
      {backends.status === 'failed' && <ErrorNote failure={backends.failure} />}
      <Button kind="outline" busy={running} onClick={() => void measureBackends(deps)}>
        {figures.length === 0 ? 'Time them' : 'Time them again'}
      </Button>
    </div>
  );
}

/** The figures the pill and its list both show: of the survey where it was asked for, else of the run on screen. */
function useFigures(): readonly BackendFigure[] {
  const surveyed = useStudio((state) => latest(state.backends));
  const trials = useStudio((state) => latest(state.training)?.artifact.trials);
  return surveyed ?? trials ?? none;
}

const none: readonly BackendFigure[] = [];
const untimed = ['webgpu', 'webgl', 'wasm', 'cpu'].map(
  (id): BackendFigure => ({ id, ok: false, reason: 'not timed yet' }),
);

const wordsFor = ({ msPerStep, missing = false, reason }: BackendFigure): string => {
  const time = msPerStep === undefined ? undefined : `${figure(msPerStep, 2)} ms a step`;
  return [time, reason].filter(Boolean).join(', ') || (missing ? 'not on this machine' : 'not timed yet');
};

interface ChoiceProps {
  readonly id: string;
  readonly wanted: unknown;
  readonly words: string;
  readonly disabled?: boolean;
  readonly onTake: () => void;
}

function Choice({ id, wanted, words, disabled = false, onTake }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        className={styles.backend}
        aria-pressed={wanted === id}
        disabled={disabled}
        onClick={onTake}
      >
        <span className={styles.name}>{backendName(id)}</span>
        <span className={styles.figures}>{words}</span>
      </button>
    </li>
  );
}
