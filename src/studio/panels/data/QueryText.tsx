import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../base/errors';
import type { SeriesQuery } from '../../../frame/query';
import type { CatalogPath } from '../../../sources/types';
import { catalog } from '../../../state/open-actions';
import { buildAgain, lastOwn, writeOwn } from '../../../state/query-text';
import { useDeps, useStudio } from '../../context';
import { faultPlace } from '../../editor/fault-place';
import type { Language } from '../../editor/lex';
import { QueryEditor } from '../../editor/QueryEditor';
import { starter } from '../../editor/starter';
import { Field } from '../../ui/Field';
import { Segmented } from '../../ui/Segmented';
import { Select } from '../../ui/Select';
import styles from './QueryText.module.css';

export interface QueryTextProps {
  readonly language: Language;
  /** What the source calls its top level. */
  readonly container: string;
  readonly query: SeriesQuery;
  /** How the source says a built query. */
  readonly built: (query: SeriesQuery) => string;
  /** Why the text was refused, if it was and has not changed since. */
  readonly failure: Failure | undefined;
}

const names = { influxql: 'InfluxQL', flux: 'Flux', sql: 'SQL' } as const;

/** Whether the query is built of choices or a text of the person's own. Going back and forth loses neither. */
export function QueryManner({ language, query, built }: Pick<QueryTextProps, 'language' | 'query' | 'built'>) {
  const deps = useDeps();
  const kept = useStudio((state) => lastOwn(state.recipe));
  return (
    <Segmented
      label="How the query is made"
      value={query.text === undefined ? 'built' : 'own'}
      options={[
        { value: 'built', label: 'Built for you' },
        { value: 'own', label: 'Your own text' },
      ]}
      onChange={(manner) => {
        if (manner === 'built') buildAgain(deps);
        else writeOwn(deps, kept ?? (query.fields.length === 0 ? starter(language, query.database) : built(query)));
      }}
    />
  );
}

/** The query as it is sent; an editor once it is the person's own. */
export function QueryText({ language, container, query, built, failure }: QueryTextProps) {
  const deps = useDeps();
  const own = query.text !== undefined;
  const name = names[language];
  const text = query.text ?? (query.fields.length === 0 ? '' : built(query));
  const fault = useMemo(() => (failure === undefined ? undefined : faultPlace(failure)), [failure]);
  const lookUp = useCallback((path: CatalogPath) => catalog(deps, path), [deps]);
  return (
    <div className={styles.text}>
      {own && language !== 'flux' && <Database container={container} query={query} />}
      <p className={styles.head} aria-hidden="true">
        {own ? `Your own ${name}` : name}
      </p>
      <QueryEditor
        language={language}
        label={own ? `Your own ${name}` : name}
        value={text}
        readOnly={!own}
        invalid={failure !== undefined}
        fault={fault}
        placeholder={own ? `Write ${name} here.` : 'Choose a field, and its query stands here.'}
        names={lookUp}
        around={query}
        onChange={(next) => writeOwn(deps, next)}
      />
      <p className={styles.note}>
        {own
          ? 'Sent as it is, and only if it reads and changes nothing. Control and Space suggests names; Escape, then Tab leaves the editor.'
          : `Built from the choices above.${query.aggregate === 'none' ? '' : ' The database does the aggregating, so only the result travels.'}`}
      </p>
    </div>
  );
}

/** Which database a text is asked in, where the language does not say. */
function Database({ container, query }: { readonly container: string; readonly query: SeriesQuery }) {
  const deps = useDeps();
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => {
    let gone = false;
    catalog(deps, {}).then(
      (nodes) => {
        if (!gone) setKnown(nodes.map(({ name }) => name));
      },
      () => undefined, // The catalogue beside it says what is wrong.
    );
    return () => {
      gone = true;
    };
  }, [deps]);
  const options = [...new Set([query.database, ...known])].map((value) => ({
    value,
    label: value === '' ? `choose a ${container}` : value,
  }));
  return (
    <Field label={`In the ${container}`}>
      {(ids) => (
        <Select
          {...ids}
          className={styles.database ?? ''}
          value={query.database}
          options={options}
          onChange={(database) => writeOwn(deps, query.text ?? '', { database })}
        />
      )}
    </Field>
  );
}
