import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { initialRecipe } from '../pipeline/recipe';
import { toHash } from './link';
import { linkPrefix } from './link-prefix';
import { fromHash } from './read-link';

describe('a link', () => {
  it('brings back room and recipe', () => {
    const recipe = {
      ...initialRecipe,
      horizon: 7,
      query: { ...initialRecipe.query, measurement: ['a"b\n$', '{x} ü'].join('') },
    };
    expect(fromHash(toHash(recipe, 'anomalies'))).toEqual({ recipe, room: 'anomalies' });
  });

  it('is short enough to send', () => {
    expect(toHash(initialRecipe, 'forecast').length).toBeLessThan(1000);
  });

  it.each([
    ['cut short', toHash(initialRecipe, 'data').slice(0, 40)],
    ['of no recipe', linkPrefix + btoa('hello')],
    ['with an unknown member', toHash({ ...initialRecipe, model: { id: 'oracle', params: {} } }, 'data')],
    [
      'with a faulty parameter',
      toHash({ ...initialRecipe, model: { id: 'composite-lstm', params: { units: -1 } } }, 'data'),
    ],
    ['that swells', linkPrefix + btoa(String.fromCharCode(...deflateSync(new Uint8Array(3_000_000))))],
  ])('%s is refused in words', (_name, hash) => {
    expect(() => fromHash(hash)).toThrow(StudioError);
  });

  it('never throws anything but words', () => {
    fc.assert(
      fc.property(fc.base64String({ maxLength: 200 }), (text) => {
        try {
          fromHash(linkPrefix + text);
        } catch (error) {
          expect(error).toBeInstanceOf(StudioError);
        }
      }),
    );
  });
});
