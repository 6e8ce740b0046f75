import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../base/errors';
import { type TimeRange, typicalStep } from '../../../frame/frame';
import type { SeriesQuery } from '../../../frame/query';
import { duration } from '../../../math/duration';
import { extentOf } from '../../../state/data-actions';
import { cancelRun } from '../../../state/deps';
import { read, sourceCard } from '../../../state/read-actions';
import { changeQuery } from '../../../state/recipe-actions';
import { latest } from '../../../state/run';
import { intervals, suggestInterval } from '../../../state/suggest';
import { useDeps, useStudio } from '../../context';
import { count } from '../../format';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { Kbd } from '../../ui/Kbd';
import { Progress } from '../../ui/Progress';
import { Select } from '../../ui/Select';
import { QueryLines } from './QueryLines';
import styles from './QueryPanel.module.css';
import { QueryText } from './QueryText';
import { RangeFields } from './RangeFields';
import { pointsOf } from './range';

/** What is asked of the source: built from choices, or the reader's own text. */
export function QueryPanel() {
  const deps = useDeps();
  const query = useStudio((state) => state.recipe.present.query);
  const source = useStudio((state) => state.connection.source) ?? 'demo';
  const readRun = useStudio((state) => state.read);
  const card = sourceCard(source);
  const running = readRun.status === 'running';
  const failure = readRun.status === 'failed' ? readRun.failure : undefined;
  const sent = latest(readRun)?.text ?? '';
  const own = query.text !== undefined;
  const ready = own || query.fields.length > 0;
  const changed = card.language !== 'none' && sent !== '' && ready && sent.trim() !== card.queryText(query).trim();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (ready) void read(deps);
  };
  const at = (place: string) => failure?.place === place && <ErrorNote failure={failure} />;
  const placed = ['range', 'text', 'fields'].includes(failure?.place ?? '');
  return (
    <section className={styles.query} aria-label="Query" onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2>Query</h2>
        {changed && !running && <p className={styles.changed}>Changed since it was read.</p>}
      </header>
      {!own && <Builder query={query} aggregates={card.aggregates} failure={failure} />}
      {at('fields')}
      {!placed && failure !== undefined && <ErrorNote failure={failure} />}
      {card.language !== 'none' && (
        <QueryText language={card.language} query={query} built={card.queryText} wrong={failure?.place === 'text'} />
      )}
      {at('text')}
      <div className={styles.actions}>
        <Button kind="primary" busy={running} disabled={!ready} onClick={() => void read(deps)}>
          {running ? 'Reading' : 'Read'}
        </Button>
        {running ? <Reading /> : <Kbd keys="mod+Enter" />}
      </div>
    </section>
  );
}

/** How far reading is, and the way to stop it. */
function Reading() {
  const deps = useDeps();
  const run = useStudio((state) => state.read);
  if (run.status !== 'running') return null;
  const progress = run.meter?.progress;
  const known = progress !== undefined && progress.total > 0;
  return (
    <>
      <Progress
        label="Reading"
        value={known ? progress.done / progress.total : undefined}
        className={styles.progress}
      />
      {progress !== undefined && progress.done > 0 && (
        <span className={styles.figures}>
          {count(progress.done)} {progress.unit}
        </span>
      )}
      <Button onClick={() => cancelRun(deps, 'read')}>Cancel</Button>
    </>
  );
}

interface BuilderProps {
  readonly query: SeriesQuery;
  readonly aggregates: readonly string[];
  readonly failure: Failure | undefined;
}

function Builder({ query, aggregates, failure }: BuilderProps) {
  const deps = useDeps();
  const extent = useExtent(query);
  const steps = [...new Set([...intervals, query.everyMs])].sort((a, b) => a - b);
  const points = pointsOf(query);
  const time = useStudio((state) => latest(state.read)?.frames[0]?.time);
  const stepMs = useMemo(() => (time === undefined || time.length < 2 ? 0 : typicalStep(time)), [time]);
  const readable = query.range.stop > query.range.start ? suggestInterval(query.range) : 0;
  // Nothing shorter than what came back is worth suggesting: it would only be emptier.
  const suggested = readable >= stepMs ? readable : undefined;
  return (
    <>
      <div className={styles.row}>
        <Field label="Aggregate">
          {(ids) => (
            <Select
              {...ids}
              value={query.aggregate}
              options={aggregates.map((name) => ({ value: name, label: name === 'none' ? 'none, raw points' : name }))}
              onChange={(aggregate) => changeQuery(deps, { aggregate })}
            />
          )}
        </Field>
        {query.aggregate !== 'none' && (
          <Field
            label="Every"
            help={Number.isFinite(points) && points > 0 ? `At most ${count(points)} points a line` : undefined}
          >
            {(ids) => (
              <Select
                {...ids}
                value={String(query.everyMs)}
                options={steps.map((ms) => ({
                  value: String(ms),
                  label: ms === suggested ? `${duration(ms)} (suggested)` : duration(ms),
                }))}
                onChange={(ms) => changeQuery(deps, { everyMs: Number(ms) })}
              />
            )}
          </Field>
        )}
      </div>
      <RangeFields query={query} extent={extent} stepMs={stepMs} />
      {failure?.place === 'range' && <ErrorNote failure={failure} />}
      <QueryLines query={query} />
    </>
  );
}

/** What the data of the query's first field holds, once known. */
function useExtent({ database, measurement, fields: [field] }: SeriesQuery): TimeRange | undefined {
  const deps = useDeps();
  const [known, setKnown] = useState<{ readonly of: string; readonly extent: TimeRange | undefined }>();
  const of = JSON.stringify([database, measurement, field]);
  useEffect(() => {
    if (field === undefined) return;
    let gone = false;
    extentOf(deps, { database, measurement, field }).then(
      (extent) => {
        if (!gone) setKnown({ of, extent });
      },
      () => undefined, // Presets are left out then; reading says what is wrong.
    );
    return () => {
      gone = true;
    };
  }, [deps, database, measurement, field, of]);
  return known?.of === of ? known.extent : undefined;
}
