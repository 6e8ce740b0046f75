import { expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { normal, seeded } from '../base/random';
import { clusterers } from '../clustering';
import { decomposers } from '../decomposition';
import { detectors } from '../detectors';
import { regular } from '../frame/frame';
import { models } from '../models';
import { initialRecipe } from '../pipeline/recipe';
import { forecastAgain } from '../pipeline/retrain';
import { train } from '../pipeline/train';
import { transforms } from '../preparation';
import { sources } from '../sources';
import type { Families } from './check-recipe';
import { importBundle } from './import-bundle';
import { modelBundle } from './model-bundle';

const families: Families = {
  sources,
  shaping: [],
  preparation: transforms,
  decomposition: decomposers,
  models,
  detectors,
  clustering: clusterers,
};

/** Parameters that make a model small enough to be trained here; a model not named takes its defaults. */
const small: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'composite-lstm': { lookback: 12, units: 4, dense: 3, epochs: 1, windows: 32, batch: 16 },
  'global-lstm': { units: 4, seeds: 2, epochs: 1, windows: 32, batch: 16 },
  'published-lstm': { lookback: 12, units: 4, dense: 3, epochs: 1, batch: 64 },
  'raw-lstm': { lookback: 12, units: 4, dense: 3, epochs: 1, windows: 32, batch: 16 },
};

it.each(models.map(({ id }) => id))(
  '%s forecasts the same to the bit after export and import',
  async (id) => {
    const random = seeded(1);
    const values = Float64Array.from(
      { length: 480 },
      (_, i) => 9 + Math.sin((2 * Math.PI * i) / 24) + 0.1 * normal(random),
    );
    const frame = regular(Date.UTC(2026, 0, 1), 3_600_000, values, 'load');
    const recipe = { ...initialRecipe, model: { id, params: small[id] ?? {} }, horizon: 12 };
    const { artifact, forecast } = await train({ frame, recipe }, quietContext(seeded(2)));
    const file = await modelBundle.export({ name: id, artifact, forecast });
    const imported = await importBundle(file, families);
    expect(imported.artifact).toEqual(artifact);
    const again = await forecastAgain({ artifact: imported.artifact }, quietContext(seeded(3)));
    expect(again.forecast).toEqual(forecast);
  },
  20_000,
);
