import { useMemo } from 'react';
import type { SeriesFacts } from '../../../frame/series-facts';
import { duration } from '../../../math/duration';
import type { QueryResult } from '../../../sources/types';
import { disconnect, sourceCard } from '../../../state/open-actions';
import { latest } from '../../../state/run';
import { chosenSeries, seriesRead } from '../../../state/series';
import type { Room } from '../../../state/store';
import { useDeps, useStudio } from '../../context';
import { count, figure, percent } from '../../format';
import { Button } from '../../ui/Button';
import { Section } from '../../ui/Section';
import { When } from '../../When';
import styles from './DataFindings.module.css';
import { Notes } from './Notes';
import { BadRecords, KeptRead, ReadAs, ReadFacts } from './ReadAs';
import { TestConnection } from './TestConnection';
import { useFacts } from './use-facts';

/** What is known of what was read, where it came from, and where to go from here. */
export function DataFindings() {
  const read = useStudio((state) => state.read);
  const recipe = useStudio((state) => state.recipe);
  const chosen = useMemo(() => chosenSeries({ read, recipe }), [read, recipe]);
  const [facts] = useFacts(useMemo(() => (chosen === undefined ? [] : [chosen]), [chosen]));
  const several = useMemo(() => seriesRead({ read }).length, [read]);
  const result = latest(read);
  return (
    <>
      {facts !== undefined && result !== undefined && (
        <>
          <Section title="What was read">
            <Facts facts={facts} result={result} />
            <ReadAs result={result} />
            <Verdict />
          </Section>
          {result.notes.length > 0 && (
            <Section title="Mended or left out" note={count(result.notes.length)}>
              <Notes notes={result.notes} />
            </Section>
          )}
          {result.bad !== undefined && <BadRecords bad={result.bad} />}
          <NextSteps several={several} />
        </>
      )}
      <KeptRead />
      <Source />
    </>
  );
}

function Facts({ facts, result }: { readonly facts: SeriesFacts; readonly result: QueryResult }) {
  const { points, gaps, longestGapMs, regular, stepMs, from, to } = facts;
  // Months are not of one length: without gaps, the mean step is the better word.
  const step = regular || gaps > 0 ? stepMs : (to - from) / (points - 1);
  const held = points + (Number.isFinite(stepMs) && stepMs > 0 ? Math.round((to - from) / stepMs) + 1 - points : 0);
  const missing = held > points ? ` (${percent((held - points) / held)} of the time)` : '';
  return (
    <dl className={styles.facts}>
      <dt>Points</dt>
      <dd>{count(points)}</dd>
      <dt>Time</dt>
      <dd>{points === 0 ? 'none' : <When at={from} until={to + 1} />}</dd>
      <dt>Step</dt>
      <dd>{Number.isFinite(stepMs) ? `${regular ? '' : 'about '}${duration(step)}` : 'one point only'}</dd>
      <dt>Gaps</dt>
      <dd>{gaps === 0 ? 'none' : `${count(gaps)}, the longest ${duration(longestGapMs)}${missing}`}</dd>
      <dt>Last value</dt>
      <dd>{figure(facts.last)}</dd>
      <ReadFacts result={result} />
    </dl>
  );
}

/** What a first look found, in words. */
function Verdict() {
  const words = useStudio((state) => latest(state.exploration)?.verdict.words);
  return words === undefined ? null : <p className={styles.verdict}>{words}</p>;
}

function NextSteps({ several }: { readonly several: number }) {
  const deps = useDeps();
  const go = (room: Room) => () => deps.store.setState({ room });
  return (
    <Section title="Next">
      <div className={styles.next}>
        <Button kind="outline" icon="explore" onClick={go('explore')}>
          Explore
        </Button>
        <Button kind="outline" icon="forecast" onClick={go('forecast')}>
          Forecast
        </Button>
        {several > 1 && (
          <Button kind="outline" icon="compare" onClick={go('compare')}>
            Compare {count(several)} series
          </Button>
        )}
        {several > 1 && (
          <Button kind="outline" icon="fleet" onClick={go('fleet')}>
            Forecast all {count(several)}
          </Button>
        )}
      </div>
    </Section>
  );
}

/** What is open, and the way to close it. */
function Source() {
  const deps = useDeps();
  const { source, state, params, file } = useStudio(({ connection }) => connection);
  if (source === undefined) return null;
  const product = state.status === 'done' ? state.value.product : sourceCard(source).title;
  const where = file ?? (typeof params.url === 'string' ? params.url : undefined);
  return (
    <Section title="Source">
      <p className={styles.source}>
        {product}
        {where !== undefined && !product.startsWith(where) && <span>{where}</span>}
      </p>
      <div className={styles.next}>
        <Button kind="outline" onClick={() => disconnect(deps)}>
          {file === undefined && source !== 'demo' ? 'Disconnect' : 'Close'}
        </Button>
        {source.startsWith('influxdb') && <TestConnection />}
      </div>
    </Section>
  );
}
