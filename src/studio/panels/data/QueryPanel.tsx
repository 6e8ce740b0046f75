import { type KeyboardEvent, useState } from 'react';
import { sourceCard } from '../../../state/open-actions';
import { asksFor, queriesOf } from '../../../state/query-list';
import { read } from '../../../state/read-actions';
import { latest } from '../../../state/run';
import { useDeps, useStudio } from '../../context';
import { Button } from '../../ui/Button';
import { ErrorNote } from '../../ui/ErrorNote';
import { Kbd } from '../../ui/Kbd';
import { QueryBeside } from './QueryBeside';
import { QueryBuilder } from './QueryBuilder';
import { QueryHistory } from './QueryHistory';
import styles from './QueryPanel.module.css';
import { LargeRead, Reading } from './QueryReading';
import { QueryManner, QueryText } from './QueryText';

/** What is asked of the source: built from choices, or the reader's own text; several of them if need be. */
export function QueryPanel() {
  const deps = useDeps();
  const recipe = useStudio((state) => state.recipe.present);
  const source = useStudio((state) => state.connection.source) ?? 'demo';
  const readRun = useStudio((state) => state.read);
  const { query, more } = recipe;
  const card = sourceCard(source);
  const running = readRun.status === 'running';
  const failed = readRun.status === 'failed' ? readRun.failure : undefined;
  const sent = latest(readRun)?.text ?? '';
  const own = query.text !== undefined;
  // What a text of one's own was refused for says nothing of the built query, nor the other way round.
  const [told, setTold] = useState({ failed, own });
  if (told.failed !== failed) setTold({ failed, own });
  const failure = told.own === own ? failed : undefined;
  const queries = queriesOf(recipe);
  const ready = queries.some(asksFor);
  const text = ready && card.language !== 'none' ? queries.map(card.queryText).join('\n\n').trim() : '';
  const changed = sent !== '' && text !== '' && sent.trim() !== text;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (ready) void read(deps, { seen: true });
  };
  const at = (place: string) => failure?.place === place && <ErrorNote failure={failure} />;
  const placed = ['range', 'text', 'fields'].includes(failure?.place ?? '');
  const refused = failure?.place === 'text' ? failure : undefined;
  return (
    <section className={styles.query} aria-label="Query" onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2>Query</h2>
        {changed && !running && <p className={styles.changed}>Changed since it was read.</p>}
        {card.language !== 'none' && (
          <div className={styles.tools}>
            <QueryManner language={card.language} query={query} built={card.queryText} />
            <QueryHistory />
          </div>
        )}
      </header>
      {card.container !== 'file' && <QueryBeside query={query} {...(more !== undefined && { more })} />}
      {!own && query.fields.length > 0 && (
        <QueryBuilder query={query} aggregates={card.aggregates} language={card.language} failure={failure} />
      )}
      {!asksOrOwn(query) && (
        <p className={styles.words}>Choose a field in the catalogue, and its query is built here.</p>
      )}
      {at('fields')}
      {!placed && failure !== undefined && <ErrorNote failure={failure} />}
      {card.language !== 'none' && asksOrOwn(query) && (
        <QueryText
          language={card.language}
          container={card.container}
          query={query}
          built={card.queryText}
          failure={refused}
        />
      )}
      {at('text')}
      <LargeRead />
      <div className={styles.actions}>
        <Button kind="primary" busy={running} disabled={!ready} onClick={() => void read(deps, { seen: true })}>
          {running ? 'Reading' : 'Read'}
        </Button>
        {running ? <Reading /> : <Kbd keys="mod+Enter" />}
      </div>
    </section>
  );
}

const asksOrOwn = (query: Parameters<typeof asksFor>[0]): boolean => query.text !== undefined || asksFor(query);
