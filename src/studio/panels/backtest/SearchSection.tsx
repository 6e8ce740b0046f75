import { useMemo } from 'react';
import { models } from '../../../models';
import type { ModelMember } from '../../../models/types';
import { bestOf, type Search, type SearchTrial } from '../../../pipeline/search';
import { dimensionsOf } from '../../../pipeline/search-space';
import {
  askBudget,
  askKey,
  askModel,
  endSearch,
  hasSettings,
  isSearchOutdated,
  keysAsked,
  modelOf,
  pauseSearch,
  recipeAsked,
  search,
  searchShown,
  takeSettings,
} from '../../../state/search-actions';
import { useDeps, useStudio } from '../../context';
import { counted, figure, mase } from '../../format';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { NumberInput } from '../../ui/NumberInput';
import { Section } from '../../ui/Section';
import { Segmented } from '../../ui/Segmented';
import { Select } from '../../ui/Select';
import panel from '../panel.module.css';
import styles from './backtest.module.css';
import { SearchTable } from './SearchTable';
import { closerWords, rangeWords, scoreOf } from './words';

/** The search for better settings of one model: what to try, what was found, pause and resume. */
export function SearchSection() {
  const deps = useDeps();
  const run = useStudio((state) => state.search);
  const searchSoFar = useStudio((state) => state.searchSoFar);
  const paused = useStudio((state) => state.searchPaused);
  const present = useStudio((state) => state.recipe.present);
  const ask = useStudio((state) => state.searchAsk);
  const recipe = recipeAsked(present, ask);
  const member = modelOf(recipe);
  const running = run.status === 'running';
  const found = searchShown(run, searchSoFar, paused);
  const outdated = found !== undefined && !running && isSearchOutdated(found, recipe);
  const best = found && bestOf(found.trials);
  const taken = found !== undefined && best !== undefined && hasSettings(present, found, best);
  const resumable = paused !== undefined && !running && !outdated;
  const at = running ? 'running' : resumable ? 'paused' : 'over';
  const searchable = member !== undefined && dimensionsOf(member).length > 0;
  return (
    <Section title="Search" note="for better settings of one model, on the validation part">
      <div className={panel.result}>
        {member !== undefined && !running && <SearchAsk member={member} />}
        <div className={panel.actions}>
          {running ? (
            <>
              <Button kind="outline" icon="pause" onClick={() => pauseSearch(deps)}>
                Pause
              </Button>
              <Button onClick={() => endSearch(deps)}>Stop</Button>
            </>
          ) : resumable ? (
            <>
              <Button kind="outline" icon="play" onClick={() => void search(deps, paused)}>
                Resume
              </Button>
              <Button onClick={() => endSearch(deps)}>Stop</Button>
              <Button onClick={() => void search(deps)}>Search anew</Button>
            </>
          ) : (
            <Button kind="outline" icon="play" disabled={!searchable} onClick={() => void search(deps)}>
              Search
            </Button>
          )}
        </div>
        {run.status === 'failed' && <ErrorNote failure={run.failure} />}
        {(running || resumable) && (
          <p className={panel.words}>
            Pause keeps its place, for another day too. Stop ends the search for good; what it found stays.
          </p>
        )}
        {outdated && !taken && (
          <p className={panel.words} role="status">
            This search was of another recipe or model: what it found may not be best for the one above.
          </p>
        )}
        {found !== undefined && <Found found={found} best={best} taken={taken} at={at} outdated={outdated} />}
      </div>
    </Section>
  );
}

/** Which model, which of its settings, and how much is tried. */
function SearchAsk({ member }: { readonly member: ModelMember }) {
  const deps = useDeps();
  const ask = useStudio((state) => state.searchAsk);
  const recipe = recipeAsked(
    useStudio((state) => state.recipe.present),
    ask,
  );
  const { budget, keys } = ask;
  const dimensions = useMemo(() => dimensionsOf(member), [member]);
  const asked = keysAsked(recipe, keys);
  return (
    <>
      <div className={styles.asked}>
        <fieldset className={styles.group}>
          <legend>Model</legend>
          <Select
            aria-label="Model to search"
            value={member.id}
            options={models.map(({ id, title }) => ({ value: id as string, label: title }))}
            onChange={(id) => askModel(deps, id)}
          />
        </fieldset>
        <fieldset className={styles.group}>
          <legend>Budget</legend>
          <NumberInput
            aria-label="Budget"
            className={styles.number ?? ''}
            value={budget.kind === 'minutes' ? budget.minutes : budget.count}
            min={budget.kind === 'minutes' ? 1 : 2}
            max={1000}
            integer
            onChange={(value) => {
              if (!Number.isFinite(value)) return;
              askBudget(
                deps,
                budget.kind === 'minutes' ? { ...budget, minutes: value } : { ...budget, count: Math.round(value) },
              );
            }}
          />
          <Segmented
            label="Budget in"
            value={budget.kind}
            options={[
              { value: 'evaluations', label: 'evaluations' },
              { value: 'minutes', label: 'minutes' },
            ]}
            onChange={(kind) =>
              askBudget(deps, kind === 'minutes' ? { kind, minutes: 5 } : { kind: 'evaluations', count: 12 })
            }
          />
        </fieldset>
      </div>
      {dimensions.length === 0 ? (
        <p className={panel.words}>{`${member.title} has no settings to search. Choose another model.`}</p>
      ) : (
        <fieldset className={styles.dimensions}>
          <legend>Settings to search</legend>
          {dimensions.map((dimension) => (
            <label key={dimension.key} className={styles.tick}>
              <input
                type="checkbox"
                checked={asked.includes(dimension.key)}
                onChange={(event) => askKey(deps, dimension.key, event.target.checked)}
              />
              <span>
                {dimension.label} <span className={styles.range}>{rangeWords(dimension)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}

/** Joins a comparison with what it is compared to; a figure stays with its sign. */
const than = (words: string): string =>
  words === 'exact' ? 'exact, unlike' : `${words.replace(' ×', '\u00a0×')} ${words === 'as close' ? 'as' : 'than'}`;

interface FoundProps {
  readonly found: Search;
  readonly best: SearchTrial | undefined;
  /** Whether the recipe has the best settings. */
  readonly taken: boolean;
  readonly at: 'running' | 'paused' | 'over';
  readonly outdated: boolean;
}

function Found({ found, best, taken, at, outdated }: FoundProps) {
  const deps = useDeps();
  const tried = found.trials.filter(({ scores }) => scores.length > 0).length;
  const how = at === 'running' ? '' : at === 'paused' ? 'Paused. ' : found.ended ? '' : 'Stopped. ';
  return (
    <>
      {best !== undefined && (
        <p className={panel.words} role="status">
          {`${how}Best of ${counted(tried, 'setting')} tried in ${figure(found.seconds, 2)} s: no. ${best.id + 1} with a ${found.score} of ${found.score === 'MASE' ? mase(scoreOf(best)) : figure(scoreOf(best))}, ${than(closerWords(scoreOf(best), found.naive))} repeating the last season.${taken ? ' These are the settings the recipe has.' : ''}`}
        </p>
      )}
      <SearchTable found={found} best={best} at={at} />
      {best !== undefined && !taken && at !== 'running' && !outdated && (
        <div className={panel.actions}>
          <Button kind="outline" onClick={() => takeSettings(deps, found, best)}>
            Use these settings
          </Button>
          <p className={panel.words}>The test part was not looked at: training judges them there, once.</p>
        </div>
      )}
    </>
  );
}
