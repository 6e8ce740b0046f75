/*
 * Bands of the demo sets, through the whole walk of `train`: each series also as it was at two earlier times, each judged on
 * 8 held-back origins. BANDS_EVERY=1 takes every series instead of one in four, BANDS_MODELS other models than the quickest:
 *   BANDS_EVERY=1 BANDS_MODELS=seasonal-naive,theta,instant npx vitest run src/pipeline/band-demo.test.ts
 */
import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { regular, type SeriesFrame } from '../frame/frame';
import { energy } from '../sources/demo/energy';
import { fleet } from '../sources/demo/fleet';
import { sensors } from '../sources/demo/sensors';
import type { DemoSet } from '../sources/demo/set';
import { heldIn, rebanded } from './reband';
import { initialRecipe } from './recipe';
import { train } from './train';

const every = Number(process.env.BANDS_EVERY ?? 4);
const models = (process.env.BANDS_MODELS ?? 'seasonal-naive').split(',');
const HORIZON = 48;

/** Some series of a set, each also without its last fifth and its last two fifths. */
function* seriesOf(set: DemoSet): Generator<SeriesFrame> {
  let at = 0;
  for (const { name, fields, series } of set.measurements) {
    for (const field of fields) {
      for (const tags of series) {
        if (at++ % every !== 0) continue;
        const values = set.values(name, field.name, tags, 1);
        const labels = { ...tags, _unit: field.unit };
        for (const share of [0.6, 0.8, 1]) {
          const frame = regular(set.start, set.stepMs, values.slice(0, Math.round(values.length * share)), field.name);
          yield { ...frame, columns: frame.columns.map((column) => ({ ...column, labels })) };
        }
      }
    }
  }
}

describe('bands of the demo sets', () => {
  it.each(models)(
    'of %s hold within 3 points of what they claim',
    async (id) => {
      const held = new Map<number, { inside: number; of: number }>();
      for (const set of [fleet, sensors, energy]) {
        for (const frame of seriesOf(set)) {
          const recipe = { ...initialRecipe, model: { id, params: {} }, horizon: HORIZON };
          const run = await train(
            { frame, recipe },
            quietContext(() => 0),
          );
          for (const level of [0.8, 0.95]) {
            const { inside, of } = heldIn(rebanded(run, level));
            const before = held.get(level) ?? { inside: 0, of: 0 };
            held.set(level, { inside: before.inside + inside, of: before.of + of });
          }
        }
      }
      for (const [level, { inside, of }] of held) {
        if (process.env.BANDS_EVERY !== undefined) {
          process.stdout.write(`${id}: ${level} held ${(inside / of).toFixed(3)} of ${of}\n`);
        }
        expect(of).toBeGreaterThan(1000);
        expect(Math.abs(inside / of - level)).toBeLessThan(0.03);
      }
    },
    600_000,
  );
});
