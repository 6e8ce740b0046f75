import { describe, expect, it } from 'vitest';
import { checked } from '../../base/params';
import { initialRecipe, type Recipe } from '../../pipeline/recipe';
import { sources } from '../../sources';
import type { SourceMember } from '../../sources/types';
import { importRecipe } from '../import-recipe';
import { sampleArtifact, sampleFamilies } from '../sample';
import { recipe } from '.';

const encode = (text: string) => ({ name: 'r.json', bytes: new TextEncoder().encode(text) });
const exported = async (of: Recipe, name = 'nightly') => recipe.export({ name, recipe: of });

describe('a recipe', () => {
  it('comes back as it went', async () => {
    const of = sampleArtifact().recipe;
    expect(importRecipe(await exported(of), sampleFamilies)).toEqual({ name: 'nightly', recipe: of });
    const steps = [
      { id: 'clip', params: { low: -2 } },
      { id: 'clip', params: {}, off: true as const },
    ];
    expect(importRecipe(await exported({ ...of, steps }), sampleFamilies).recipe.steps).toEqual(steps);
    const periods = { ...of, periods: [24, 168] };
    expect(importRecipe(await exported(periods), sampleFamilies).recipe).toEqual(periods);
  });

  it('takes no secret along, whatever the source', async () => {
    for (const { id, params: schema } of sources as readonly SourceMember[]) {
      const secrets = Object.entries(schema).filter(([, param]) => param.kind === 'text' && param.secret === true);
      const params = {
        ...checked(schema, {}),
        ...Object.fromEntries(secrets.map(([key]) => [key, 's3cret'])),
        odd: 's3cret',
      };
      const text = new TextDecoder().decode((await exported({ ...initialRecipe, source: { id, params } })).bytes);
      expect(text).not.toContain('s3cret');
      expect(text).toContain(`"id": "${id}"`);
    }
    const unheardOf = { ...initialRecipe, source: { id: 'unheard-of', params: { token: 's3cret' } } };
    expect(new TextDecoder().decode((await exported(unheardOf)).bytes)).not.toContain('s3cret');
  });

  const changed = async (change: (file: Record<string, unknown>, of: Record<string, unknown>) => void) => {
    const file = JSON.parse(new TextDecoder().decode((await exported(sampleArtifact().recipe)).bytes));
    change(file, file.recipe);
    return encode(JSON.stringify(file));
  };

  it.each([
    ['no JSON', () => encode('{'), 'damaged', 'is not readable JSON'],
    ['not UTF-8', () => ({ name: 'r.json', bytes: Uint8Array.of(34, 255, 34) }), 'damaged', 'is not readable JSON'],
    ['something else', () => encode('{"format":"x"}'), 'damaged', 'is not a recipe made with Undertone'],
    ['nothing', () => encode('null'), 'damaged', 'is not a recipe'],
    ['too deep', () => encode(`${'['.repeat(100)}${']'.repeat(100)}`), 'damaged', 'nested deeper than 64'],
    ['far too deep', () => encode('['.repeat(200_000)), 'damaged', 'is not readable JSON'],
    ['prototypes', () => encode('{"format":"undertone-recipe","__proto__":{"x":1}}'), 'damaged', '“__proto__”'],
    [
      'a newer format',
      () => changed((file) => Object.assign(file, { version: 2, more: 1 })),
      'unsupported',
      'newer Undertone',
    ],
    ['an extra name', () => changed((_, of) => Object.assign(of, { extra: 1 })), 'damaged', 'at recipe.extra'],
    ['a missing name', () => changed((_, of) => Reflect.deleteProperty(of, 'seed')), 'damaged', 'at recipe.seed'],
    ['a wrong type', () => changed((_, of) => Object.assign(of, { horizon: '48' })), 'damaged', 'at recipe.horizon'],
    ['a horizon of 0', () => changed((_, of) => Object.assign(of, { horizon: 0 })), 'damaged', 'at recipe.horizon'],
    [
      'infinity',
      () => changed((_, of) => Object.assign(of, { seed: { $number: 'Infinity' } })),
      'damaged',
      'at recipe.seed',
    ],
    [
      'an unknown model',
      () => changed((_, of) => Object.assign(of, { model: { id: 'oracle', params: {} } })),
      'unsupported',
      'the model “oracle”',
    ],
    [
      'an unknown step by hand',
      () => changed((_, of) => Object.assign(of, { steps: [{ id: 'eval', params: {} }] })),
      'unsupported',
      'the step by hand “eval”',
    ],
    [
      'a faulty step by hand',
      () => changed((_, of) => Object.assign(of, { steps: [{ id: 'clip', params: { low: 1e12 } }] })),
      'damaged',
      'faulty step by hand: Least must be at most',
    ],
    [
      'a step that is more than a step',
      () => changed((_, of) => Object.assign(of, { steps: [{ id: 'clip', params: {}, run: 'x' }] })),
      'damaged',
      'at recipe.steps',
    ],
    [
      'endless steps',
      () => changed((_, of) => Object.assign(of, { steps: Array(51).fill({ id: 'clip', params: {} }) })),
      'damaged',
      'at recipe.steps',
    ],
    [
      'a parameter out of range',
      () => changed((_, of) => Object.assign(of, { model: { id: 'composite-lstm', params: { units: 1e9 } } })),
      'damaged',
      'Units must be at most 512',
    ],
  ])('is refused with %s', async (_, make, code, words) => {
    const file = await make();
    expect(() => importRecipe(file, sampleFamilies)).toThrow(
      expect.objectContaining({
        name: 'StudioError',
        code,
        message: expect.stringContaining(words),
        next: expect.any(String),
      }),
    );
  });
});
