import { duration } from '../../math/duration';
import { sourceCard } from '../../state/open-actions';
import { lookAt, read } from '../../state/read-actions';
import { changeQuery } from '../../state/recipe-actions';
import { intervals } from '../../state/suggest';
import { useDeps, useStudio } from '../context';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Select } from '../ui/Select';
import { useSeries } from '../use-series';
import styles from './controls.module.css';

const most = 200;

/** The series looked at, and how it is read: aggregate and interval. The whole query stands in Data. */
export function QueryControls({ close }: { readonly close: () => void }) {
  const deps = useDeps();
  const { query, source, series } = useStudio((state) => state.recipe.present);
  const open = useStudio((state) => state.connection.state.status === 'done');
  const names = useSeries().map(({ name }) => name);
  const { aggregates } = sourceCard(source.id);
  const steps = intervals.includes(query.everyMs) ? intervals : [query.everyMs, ...intervals];
  return (
    <div className={styles.controls}>
      {names.length > 1 && (
        <Field
          label="Series"
          help={names.length > most ? `The first ${most} of ${names.length}; all of them are in Data.` : undefined}
        >
          {(ids) => (
            <Select
              {...ids}
              value={series}
              options={names.slice(0, most).map((name) => ({ value: name, label: name }))}
              onChange={(name) => void lookAt(deps, name)}
            />
          )}
        </Field>
      )}
      {open && query.text === undefined && aggregates.length > 0 && (
        <>
          <Field label="Aggregate">
            {(ids) => (
              <Select
                {...ids}
                value={query.aggregate}
                options={aggregates.map((name) => ({ value: name, label: name }))}
                onChange={(aggregate) => changeQuery(deps, { aggregate })}
              />
            )}
          </Field>
          {query.aggregate !== 'none' && (
            <Field label="Every">
              {(ids) => (
                <Select
                  {...ids}
                  value={String(query.everyMs)}
                  options={steps.map((ms) => ({ value: String(ms), label: duration(ms) }))}
                  onChange={(ms) => changeQuery(deps, { everyMs: Number(ms) })}
                />
              )}
            </Field>
          )}
          <Button
            kind="outline"
            onClick={() => {
              close();
              void read(deps);
            }}
          >
            Read again
          </Button>
        </>
      )}
      <Button
        onClick={() => {
          close();
          deps.store.setState({ room: 'data' });
        }}
      >
        The whole query, in Data
      </Button>
    </div>
  );
}
