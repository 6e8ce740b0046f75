import { useMemo } from 'react';
import { sourceCard } from '../../../state/open-actions';
import { lastOwn } from '../../../state/query-text';
import { latest } from '../../../state/run';
import { chosenSeries, seriesRead } from '../../../state/series';
import { useStudio } from '../../context';
import { EmptyState } from '../../ui/EmptyState';
import { useMedia } from '../../ui/use-media';
import { Catalogue } from './Catalogue';
import styles from './OpenSource.module.css';
import { QueryPanel } from './QueryPanel';
import { SeriesList } from './SeriesList';
import { SeriesPreview } from './SeriesPreview';

/** Where the catalogue stands over the rest, and so closes once a field is chosen: with findings beside it, and on phones. */
const STACKED = '(max-width: 764px), (min-width: 1024px) and (max-width: 1192px)';

/** An open source: what it holds at the left, what was read of it beside, the query under that. */
export function OpenSource({ source }: { readonly source: string }) {
  const card = sourceCard(source);
  const chosenYet = useStudio(
    ({ recipe: { present } }) => present.query.fields.length > 0 || present.query.text !== undefined,
  );
  const begun = useStudio(({ recipe }) => recipe.present.more !== undefined || lastOwn(recipe) !== undefined);
  const narrow = useMedia(STACKED);
  return (
    <div className={styles.open}>
      <details key={String(narrow)} className={styles.catalogue} open={!narrow || !chosenYet}>
        <summary>Catalogue</summary>
        <Catalogue container={card.container} />
      </details>
      <div className={styles.centre}>
        <WhatWasRead container={card.container} />
        {(chosenYet || begun) && <QueryPanel />}
      </div>
    </div>
  );
}

function WhatWasRead({ container }: { readonly container: string }) {
  const read = useStudio((state) => state.read);
  const recipe = useStudio((state) => state.recipe);
  const series = useMemo(() => seriesRead({ read }), [read]);
  const chosen = chosenSeries({ read, recipe });
  if (chosen !== undefined) {
    return (
      <>
        <SeriesPreview series={series} looked={chosen.name} />
        {series.length > 1 && <SeriesList series={series} looked={chosen.name} />}
      </>
    );
  }
  if (latest(read) !== undefined) {
    return (
      <EmptyState
        title="No points came back"
        words="Nothing matches this query. Take a wider range, take out a filter, or choose another field; if the query is your own text, go back to the builder."
      />
    );
  }
  if (read.status === 'running') return <EmptyState title="Reading" words="The first points will be drawn here." />;
  if (recipe.present.query.text !== undefined) {
    return <EmptyState title="Read your query" words="What it brings is drawn here." />;
  }
  return (
    <EmptyState
      title="Choose a field"
      words={`Open a ${container} in the catalogue, then a measurement. Resting on a field shows its shape; choosing it reads it.`}
    />
  );
}
