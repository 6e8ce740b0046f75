import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import initEts, { AutoETS } from '@bsull/augurs/ets';
import initMstl, { MSTL } from '@bsull/augurs/mstl';
import initProphet, { Prophet } from '@bsull/augurs/prophet';
import { optimizer } from '@bsull/augurs-prophet-wasmstan';
import type { ForecastCase } from './forecast-cases';

/** One forecaster of a case's series. */
export interface Subject {
  readonly name: string;
  /** The points after one training part; a rejection where it has none. */
  forecast(training: Float64Array): Promise<ArrayLike<number>>;
}

/** The augurs project's forecasters, in WebAssembly, in this process. */
export async function augurs({ stepMs, horizon, periods }: ForecastCase): Promise<readonly Subject[]> {
  const folder = createRequire(import.meta.url)
    .resolve('@bsull/augurs/ets')
    .replace(/ets\.js$/, '');
  const wasm = (name: string) => ({ module_or_path: new Uint8Array(readFileSync(`${folder}${name}_bg.wasm`)) });
  await Promise.all([initEts(wasm('ets')), initMstl(wasm('mstl')), initProphet(wasm('prophet'))]);
  return [
    {
      name: 'augurs MSTL+ETS',
      forecast: async (training) => {
        const model = MSTL.ets([...periods], { impute: true });
        model.fit(training);
        const { point } = model.predict(horizon);
        model.free();
        return point;
      },
    },
    {
      name: 'augurs ETS without season',
      forecast: async (training) => {
        const model = new AutoETS(1, 'ZZN');
        model.fit(training);
        const { point } = model.predict(horizon);
        model.free();
        return point;
      },
    },
    {
      name: 'augurs Prophet',
      forecast: async (training) => {
        const off = { type: 'manual', enabled: false } as const;
        const model = new Prophet({
          optimizer,
          yearlySeasonality: off,
          weeklySeasonality: off,
          dailySeasonality: off,
          uncertaintySamples: 0,
        });
        for (const period of periods) {
          const days = (period * stepMs) / 86_400_000;
          model.addSeasonality(`${period}`, { period: days, fourierOrder: days > 5 ? 3 : 4 });
        }
        const at = (i: number): number => 1_600_000_000 + (i * stepMs) / 1000;
        model.fit({ ds: Array.from(training, (_, i) => at(i)), y: training });
        const ds = Array.from({ length: horizon }, (_, h) => at(training.length + h));
        const { point } = model.predict({ ds }).yhat;
        model.free();
        return point;
      },
    },
  ];
}
