import { useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../base/errors';
import type { TimeRange } from '../../../frame/frame';
import type { SeriesQuery } from '../../../frame/query';
import { usualStep } from '../../../frame/usual-step';
import { DAY, duration } from '../../../math/duration';
import type { SourceDefinition } from '../../../sources/types';
import { extentOf } from '../../../state/data-actions';
import { changeQuery, changeRecipe } from '../../../state/recipe-actions';
import { latest } from '../../../state/run';
import { intervals, suggestInterval } from '../../../state/suggest';
import { useDeps, useStudio } from '../../context';
import { count, counted } from '../../format';
import { ErrorNote } from '../../ui/ErrorNote';
import { Field } from '../../ui/Field';
import { NumberInput } from '../../ui/NumberInput';
import { Select } from '../../ui/Select';
import { QueryLines } from './QueryLines';
import styles from './QueryPanel.module.css';
import { amountOf, type Lines, linesOf } from './query-words';
import { RangeFields } from './RangeFields';
import { pointsOf } from './range';
import { countable } from './tag-counts';
import { useMeasurement, useTagCounts } from './use-tags';

export interface QueryBuilderProps {
  readonly query: SeriesQuery;
  readonly aggregates: readonly string[];
  readonly language: SourceDefinition['language'];
  readonly failure: Failure | undefined;
}

/** A query made of choices: how points become values, over which time, of which fields and tags. */
export function QueryBuilder({ query, aggregates, language, failure }: QueryBuilderProps) {
  const deps = useDeps();
  const extent = useExtent(query);
  const nodes = useMeasurement(query);
  const counts = useTagCounts(query, nodes, [...query.groupBy, ...countable(language, nodes)]);
  const lines = linesOf(query, counts);
  const steps = [...new Set([...intervals, query.everyMs])].sort((a, b) => a - b);
  const time = useStudio((state) => latest(state.read)?.frames[0]?.time);
  const stepMs = useMemo(() => (time === undefined || time.length < 2 ? 0 : usualStep(time)), [time]);
  const readable = query.range.stop > query.range.start ? suggestInterval(query.range) : 0;
  // Nothing shorter than what came back is worth suggesting: it would only be emptier.
  const suggested = readable >= stepMs ? readable : undefined;
  const bucketed = query.aggregate !== 'none';
  return (
    <>
      <div className={styles.row}>
        <Field label="Aggregate">
          {(ids) => (
            <Select
              {...ids}
              value={query.aggregate}
              options={aggregates.map((name) => ({ value: name, label: name === 'none' ? 'none, raw points' : name }))}
              onChange={(aggregate) => {
                const { amount, ...rest } = query;
                const kept = amountOf(aggregate) === amountOf(query.aggregate) && amount !== undefined;
                changeRecipe(deps, { query: { ...rest, aggregate, ...(kept && { amount }) } });
              }}
            />
          )}
        </Field>
        {bucketed && (
          <Field label="Every" help={pointWords(pointsOf(query), lines)}>
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
        <Amount query={query} />
        {bucketed && <Fill query={query} />}
      </div>
      <RangeFields query={query} extent={extent} stepMs={stepMs} />
      {failure?.place === 'range' && <ErrorNote failure={failure} />}
      <QueryLines query={query} nodes={nodes} counts={counts} lines={lines} />
    </>
  );
}

/** The points of a query at most: of a line and, where there are several, of all. */
function pointWords(points: number, lines: Lines | undefined): string | undefined {
  if (!Number.isFinite(points) || points <= 0) return undefined;
  const all = lines === undefined || lines.most === 1 ? '' : `, ${count(points * lines.most)} in all`;
  return `At most ${counted(points, 'point')} a line${all}`;
}

const units = [1, 60, 3600, 86_400].map((seconds) => seconds * 1000);

/** The number some aggregates take: a percent, or the time their values are per. */
function Amount({ query }: { readonly query: SeriesQuery }) {
  const deps = useDeps();
  const kind = amountOf(query.aggregate);
  if (kind === undefined) return null;
  if (kind === 'percent') {
    return (
      <Field label="Percent" help="So many percent of the points are not above it">
        {(ids) => (
          <NumberInput
            {...ids}
            value={query.amount ?? 95}
            min={0}
            max={100}
            unit="%"
            onChange={(amount) =>
              Number.isFinite(amount) && amount >= 0 && amount <= 100 && changeQuery(deps, { amount })
            }
          />
        )}
      </Field>
    );
  }
  const known = [...new Set([...units, query.amount ?? 1000])].sort((a, b) => a - b);
  return (
    <Field label="Per">
      {(ids) => (
        <Select
          {...ids}
          value={String(query.amount ?? 1000)}
          options={known.map((ms) => ({ value: String(ms), label: ms === DAY ? '1 d' : duration(ms) }))}
          onChange={(ms) => changeQuery(deps, { amount: Number(ms) })}
        />
      )}
    </Field>
  );
}

const fillings = [
  { value: 'out', label: 'left out' },
  { value: 'gap', label: 'a gap' },
  { value: 'previous', label: 'the value before' },
  { value: 'linear', label: 'a straight line between' },
  { value: 'number', label: 'a number' },
] as const;

/** What stands in buckets without points. */
function Fill({ query }: { readonly query: SeriesQuery }) {
  const deps = useDeps();
  const { fill } = query;
  const chosen = fill === undefined ? 'out' : typeof fill === 'number' ? 'number' : fill;
  return (
    <Field label="Empty buckets">
      {(ids) => (
        <div className={styles.fill}>
          <Select
            {...ids}
            value={chosen}
            options={fillings}
            onChange={(next) => {
              const { fill: _, ...rest } = query;
              const value = next === 'number' ? 0 : next;
              changeRecipe(deps, { query: { ...rest, ...(value !== 'out' && { fill: value }) } });
            }}
          />
          {typeof fill === 'number' && (
            <NumberInput
              aria-label="Number in empty buckets"
              value={fill}
              onChange={(value) => Number.isFinite(value) && changeQuery(deps, { fill: value })}
            />
          )}
        </div>
      )}
    </Field>
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
