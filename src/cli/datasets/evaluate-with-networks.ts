import { regular } from '../../frame/frame';
import { setHelpers } from '../../neural/engines/wasm/helpers';
import { threads } from '../threads';
import { contextFor, type M4Request } from './evaluate-m4';
import { loadM4 } from './m4';
import { sayAtTimes } from './say';
import { type M4Scores, scoreM4 } from './score';
import { forecastWithNetworks } from './with-networks';

type Figures = Pick<M4Scores, 'smape' | 'mase' | 'owa'>;

export interface NetworksReport {
  readonly benchmark: string;
  readonly model: string;
  readonly seed: number;
  readonly series: number;
  readonly of: number;
  readonly horizon: number;
  readonly period: number;
  readonly seconds: number;
  readonly naive2: 'file' | 'computed';
  /** With the network among the members. */
  readonly metrics: M4Scores;
  /** The same members without it, weighed on the same origins. */
  readonly without_networks: Figures;
  /** What networks add: by so much the error is less. */
  readonly added: Figures;
  readonly network: Figures & {
    readonly model: string;
    readonly params: M4Request['recipe']['model']['params'];
    /** Its mean share in the forecast. */
    readonly weight: number;
    readonly seconds: number;
  };
}

/** Scores `auto` on an M4 set with a network as one more member, and without. @param say hears about the progress */
export async function evaluateWithNetworks(
  { name, set, folder, recipe, limit, seed }: M4Request,
  network: M4Request['recipe']['model'],
  say: (line: string) => void,
) {
  const data = loadM4(set, folder);
  const series = data.series.slice(0, limit);
  setHelpers(threads);
  const started = performance.now();
  const frames = series.map((one) => regular(0, set.stepMs, one.training, one.id));
  const found = await forecastWithNetworks(
    frames,
    set.seasons,
    network,
    set.horizon,
    contextFor(seed, sayAtTimes(say)),
  );
  const seconds = rounded((performance.now() - started) / 1000);
  const orNaive = (forecasts: readonly (Float64Array | undefined)[]): readonly Float64Array[] =>
    series.map(({ naive2 }, i) => forecasts[i] ?? naive2);
  const scored = (forecasts: readonly (Float64Array | undefined)[]): M4Scores => {
    const scores = scoreM4(series, orNaive(forecasts), set.period);
    return Object.fromEntries(
      Object.entries(scores).map(([key, value]) => [key, rounded(value)]),
    ) as unknown as M4Scores;
  };
  const figures = ({ smape, mase, owa }: Figures): Figures => ({ smape, mase, owa });
  const metrics = scored(found.together);
  const without = figures(scored(found.without));
  const report: NetworksReport = {
    benchmark: name,
    model: recipe.model.id,
    seed,
    series: series.length,
    of: data.series.length,
    horizon: set.horizon,
    period: set.period,
    seconds,
    naive2: data.naive2,
    metrics,
    without_networks: without,
    added: {
      smape: rounded(without.smape - metrics.smape),
      mase: rounded(without.mase - metrics.mase),
      owa: rounded(without.owa - metrics.owa),
    },
    network: {
      ...figures(scored(found.alone)),
      model: network.id,
      params: network.params,
      weight: rounded(found.weight),
      seconds: rounded(found.seconds),
    },
  };
  return { report, ids: series.map(({ id }) => id), forecasts: orNaive(found.together) };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
