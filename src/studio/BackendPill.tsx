import type { BackendFigure } from '../neural/backend/figure';
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
  const { backend: used, trials } = latest(training)?.artifact ?? {};
  const figures = trials ?? latest(backends);
  const chosen = typeof wanted === 'string' && wanted !== 'auto' ? wanted : (used ?? figures?.find(({ ok }) => ok)?.id);
  const ms = figures?.find(({ id }) => id === chosen)?.msPerStep;
  const busy = backends.status === 'running' || training.status === 'running';
  return (
    <Popover
      label="What computes"
      align="end"
      trigger={(props) => (
        <Pill
          {...props}
          dot={busy ? 'busy' : backends.status === 'failed' ? 'warning' : chosen === undefined ? 'off' : 'ready'}
        >
          {chosen === undefined ? 'Backend' : backendName(chosen)}
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
  const figures = latest(backends) ?? [];
  return (
    <div className={styles.choice}>
      <p className={styles.words}>
        Networks train on the fastest backend that computes right on this machine. Each is checked against a plain
        reference and timed on a few steps.
      </p>
      <ul className={styles.list}>
        <Choice
          id="auto"
          wanted={wanted}
          words="the fastest correct one"
          onTake={() => setParams(deps, 'model', { backend: 'auto' })}
        />
        {(figures.length > 0 ? figures : untimed).map((backend) => (
          <Choice
            key={backend.id}
            id={backend.id}
            wanted={wanted}
            words={wordsFor(backend)}
            disabled={!backend.ok}
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

const untimed: readonly BackendFigure[] = ['webgpu', 'webgl', 'wasm', 'cpu'].map((id) => ({ id, ok: true }));

const wordsFor = ({ ok, msPerStep, reason }: BackendFigure): string => {
  const time = msPerStep === undefined ? undefined : `${figure(msPerStep, 2)} ms a step`;
  return [time, ok ? reason : (reason ?? 'not on this machine')].filter(Boolean).join(', ') || 'not timed yet';
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
