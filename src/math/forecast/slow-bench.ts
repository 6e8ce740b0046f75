import { extent } from '../stats';
import { type Bench, groupNumbers, ofGroup, type Shared } from './bench';
import { type ChangeModel, changesAlone, forecastByChanges, learnTogether, slowChanges } from './change-model';
import { directRidge, ridgeLags } from './direct-ridge';
import { SLOW_LAGS } from './rhythm';
import { lowered, raised } from './scale';
import { dampedForecast, thetaForecast, yearlyForecast } from './smoothing';

const simple = [
  { id: 'last-value', title: 'Last value' },
  { id: 'smoothed', title: 'Theta without season' },
  { id: 'damped', title: 'Exponential smoothing with damped trend' },
];
const yearly = [
  { id: 'last-year', title: 'Last value moved as a season ago' },
  { id: 'mean-year', title: 'Last value moved by half the mean of four seasons' },
];
const grouped = [
  { id: 'changes-alike', title: 'Seasonal changes learned from alike series' },
  { id: 'changes-all', title: 'Seasonal changes learned from all series' },
];
const alone = [{ id: 'log-ridge', title: 'Ridge on past values' }];
const own = [
  { id: 'changes-short', title: 'Seasonal changes by the last six steps' },
  { id: 'changes-long', title: 'Seasonal changes by the last thirteen steps' },
];

/**
 * Forecasters of a series whose season, if any, is longer than the horizon: smoothings, last years' movements where there
 * is a `year`, and regressions on the change from the last value, from the series itself and, together, from others.
 */
export function slowBench(year: number | undefined, horizon: number, together: boolean): Bench {
  const model = (how: { lags: number; memory: number; penalty: number; passes: number }): ChangeModel =>
    slowChanges(year, horizon, how);
  const lags = ridgeLags({ kind: 'slow', year }, horizon, true);
  const alike = model({ lags: SLOW_LAGS, memory: 150, penalty: 0.1, passes: 2 });
  const all = model({ lags: SLOW_LAGS, memory: 150, penalty: 0.03, passes: 2 });
  const short = changesAlone({ kind: 'slow', year }, horizon);
  const long = model({ lags: SLOW_LAGS, memory: 200, penalty: 0.03, passes: 1 });
  return {
    members: [...simple, ...(year === undefined ? [] : yearly), ...(together ? grouped : alone), ...own],
    rule: { origins: 3, sharpness: 8, shared: together ? 0.5 : 0, units: { smape: 9.161, mase: 2.777 } },
    async learn(series, groups, _, pace) {
      const ofAll = await learnTogether(all, series, pace);
      const learned: Shared[] = [];
      for (const k of groupNumbers(groups)) {
        learned.push({
          'changes-alike': await learnTogether(alike, ofGroup(series, groups, k), pace),
          'changes-all': ofAll,
        });
      }
      return learned;
    },
    async forecast(x, shared, _, pace) {
      const power = extent(x)[0] > 0 ? 0 : 1;
      const y = raised(x, power);
      const plain = [
        new Float64Array(horizon).fill(y[y.length - 1] as number),
        thetaForecast(y, horizon),
        dampedForecast(y, horizon),
        ...(year === undefined
          ? []
          : [
              yearlyForecast(y, horizon, { year, years: 1, share: 1 }),
              yearlyForecast(y, horizon, { year, years: 4, share: 0.5 }),
            ]),
      ].map((forecast) => lowered(forecast, power));
      return [
        ...plain,
        ...(together
          ? [
              await forecastByChanges(alike, x, shared?.['changes-alike'], pace),
              await forecastByChanges(all, x, shared?.['changes-all'], pace),
            ]
          : [directRidge(x, horizon, { lags, penalty: 1e-4, power: 0, reach: Math.E ** 2 })]),
        await forecastByChanges(short, x, undefined, pace),
        await forecastByChanges(long, x, undefined, pace),
      ];
    },
  };
}
