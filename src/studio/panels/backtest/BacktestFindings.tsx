import { duration } from '../../../math/duration';
import type { Backtest, BacktestRow } from '../../../pipeline/backtest';
import { contendersAsked } from '../../../state/backtest-actions';
import { latest } from '../../../state/run';
import { useStudio, useZone } from '../../context';
import { count, figure, mase, percent, span } from '../../format';
import { Section } from '../../ui/Section';
import { Stat } from '../../ui/Stat';
import { Table, type TableColumn } from '../../ui/Table';
import { ReasonsView } from '../forecast/ReasonsView';
import panel from '../panel.module.css';
import { baselineOf, bestOfEach, closerWords, errorOf, kindWords, pairsOf, ranked } from './words';

/** Who came closest, raw against decomposed against naive, why the automatic choice chose, and how it was tried. */
export default function BacktestFindings() {
  const run = useStudio((state) => state.backtest);
  const sofar = useStudio((state) => state.backtestSoFar);
  const found = (run.status === 'running' ? sofar : undefined) ?? latest(run);
  if (found === undefined || found.rows.length === 0) return <WillBeTried />;
  const weighed = found.rows.find(({ reasons }) => reasons !== undefined);
  return (
    <div className={panel.findings}>
      <Verdict found={found} />
      <ThreeWays found={found} />
      {weighed?.reasons !== undefined && (
        <Section title={`Why ${weighed.title.toLowerCase()} chose`} note="at the last origin">
          <ReasonsView reasons={weighed.reasons} />
        </Section>
      )}
      <HowTried found={found} />
    </div>
  );
}

function WillBeTried() {
  const recipe = useStudio((state) => state.recipe.present);
  const { most, networks } = useStudio((state) => state.backtestAsk);
  const stepMs = useStudio((state) => latest(state.exploration)?.quality.stepMs ?? 0);
  const contenders = contendersAsked(recipe, networks);
  return (
    <Section title="What will be tried">
      <div className={panel.result}>
        <dl className={panel.facts}>
          <div>
            <dt>Forecasters</dt>
            <dd>{count(contenders.filter(({ trains }) => !trains).length)}</dd>
          </div>
          <div>
            <dt>Networks</dt>
            <dd>{count(contenders.filter(({ trains }) => trains).length)}</dd>
          </div>
          <div>
            <dt>Origins, at most</dt>
            <dd>{count(most)}</dd>
          </div>
          <div>
            <dt>From each</dt>
            <dd>{stepMs > 0 ? duration(recipe.horizon * stepMs) : `${recipe.horizon} steps`}</dd>
          </div>
        </dl>
        <p className={panel.words}>
          An origin is a moment of the past to forecast from. What needs no training learns anew at each; networks learn
          once, before the first.
        </p>
        <WhichStretch />
      </div>
    </Section>
  );
}

/** Why figures of one model differ from room to room. */
function WhichStretch() {
  const { validation, test } = useStudio((state) => state.recipe.present.split);
  return (
    <p className={panel.words}>
      {`Figures of one model differ by where they are taken: Backtest judges from origins over the end of the series, Forecast on the test part (the last ${percent(test, 0)} or one horizon), Search on the validation part (the ${percent(validation, 0)} before that).`}
    </p>
  );
}

function Verdict({ found }: { readonly found: Backtest }) {
  const [best] = ranked(found.rows);
  const naive = baselineOf(found);
  if (best === undefined || naive === undefined) return null;
  const season = found.period > 1 ? `the last ${duration(found.period * found.stepMs)}` : 'the last value';
  const { origins } = found;
  const held = duration((origins.at(-1) ?? 0) - (origins[0] ?? 0) + found.recipe.horizon * found.stepMs);
  const off = `off by ${figure(errorOf(naive))} on average`;
  if (best === naive && found.waiting.length > 0) {
    const all = found.rows.length + found.waiting.length;
    return (
      <Stat
        title="What beats what?"
        figure={`${found.rows.length} of ${all} tried`}
        words={`None is closer so far than repeating ${season}, which is ${off}.`}
      />
    );
  }
  const words = closerWords(errorOf(best), errorOf(naive));
  return best === naive ? (
    <Stat title="What beats what?" figure="Nothing beats naive" words={`Repeating ${season} came closest, ${off}.`} />
  ) : (
    <Stat
      title="What beats what?"
      figure={words}
      words={`${words === 'as close' ? 'as' : words === 'exact' ? 'unlike' : 'than'} repeating ${season}: ${best.title}, on ${held} it never saw.`}
    />
  );
}

/** The best of each kind, and methods that were tried both ways. */
function ThreeWays({ found }: { readonly found: Backtest }) {
  const naive = baselineOf(found);
  const best = bestOfEach(found.rows);
  const pairs = pairsOf(found.rows);
  if (naive === undefined || best.length < 2) return null;
  const columns: readonly TableColumn<BacktestRow>[] = [
    { id: 'kind', title: 'Learned', cell: ({ kind }) => (kind === 'naive' ? 'nothing' : kindWords[kind]) },
    { id: 'title', title: 'Best', cell: ({ title }) => title },
    { id: 'mase', title: 'MASE', numeric: true, cell: ({ metrics }) => mase(metrics?.mase ?? Number.NaN) },
  ];
  const both: readonly TableColumn<(typeof pairs)[number]>[] = [
    { id: 'name', title: 'Same method', cell: ({ name }) => name },
    { id: 'raw', title: 'on the series', numeric: true, cell: ({ raw }) => mase(raw.metrics?.mase ?? Number.NaN) },
    {
      id: 'decomposed',
      title: 'on its parts',
      numeric: true,
      cell: ({ decomposed }) => mase(decomposed.metrics?.mase ?? Number.NaN),
    },
  ];
  return (
    <Section title="Raw, decomposed or naive">
      <div className={panel.result}>
        <Table
          caption="The best of each kind"
          columns={columns}
          rows={best}
          rowKey={({ key }) => key}
          strong={(row) => row === ranked(found.rows)[0]}
        />
        {pairs.length > 0 && (
          <>
            <p className={panel.words}>
              The same method on the series as it is, and with its seasons taken out (MASE):
            </p>
            <Table caption="Methods tried both ways" columns={both} rows={pairs} rowKey={({ name }) => name} />
          </>
        )}
      </div>
    </Section>
  );
}

function HowTried({ found }: { readonly found: Backtest }) {
  const zone = useZone();
  const { origins, recipe, stepMs, rows } = found;
  const end = (origins.at(-1) ?? 0) + (recipe.horizon - 1) * stepMs;
  const networks = rows.some(({ trains }) => trains);
  return (
    <Section title="How it was tried">
      <div className={panel.result}>
        <dl className={panel.facts}>
          <div>
            <dt>Origins</dt>
            <dd>{count(origins.length)}</dd>
          </div>
          <div>
            <dt>From each</dt>
            <dd>{duration(recipe.horizon * stepMs)}</dd>
          </div>
          <div>
            <dt>Over</dt>
            <dd>{span(origins[0] ?? 0, end, zone)}</dd>
          </div>
        </dl>
        <p className={panel.words}>
          Every forecaster learned anew at each origin, from what came before it.
          {networks && ' Networks learned once, before the first origin, and were shown the newer values only.'}
        </p>
        <WhichStretch />
      </div>
    </Section>
  );
}
