import { expect, it } from 'vitest';
import type { LearnedInputs } from '../pipeline/inputs';
import type { Artifact } from '../pipeline/results';
import { readBundle } from './model-bundle/read';
import { writeBundle } from './model-bundle/write';
import { sampleArtifact } from './sample';

const inputs: LearnedInputs = {
  version: 1,
  columns: [{ id: 'event:Fair', coefficient: -1.5, error: 0.2 }],
  contributions: [
    {
      input: 'event:Fair',
      kind: 'event',
      name: 'Fair',
      times: 3,
      effect: { mean: -20, lower: -22, upper: -18 },
      meanAbsolute: 0.4,
      share: 0.02,
    },
    {
      input: 'calendar:weekday',
      kind: 'calendar',
      name: 'weekday',
      times: 0,
      effect: null,
      meanAbsolute: 0,
      share: 0,
      words: 'No.',
    },
  ],
  repeat: 168,
  ahead: [{ name: 'wind', time: [1, 2], values: [3, 4] }],
  trial: { with: 1, without: 2, during: { with: 1, without: 4, points: 9 }, how: 'learned' },
};
const withInputs = (more: unknown = inputs): Artifact => {
  const artifact = sampleArtifact();
  const event = { name: 'Fair', start: 0, stop: 86_400_000, allDay: true as const, rule: 'FREQ=YEARLY' };
  const recipe = {
    ...artifact.recipe,
    inputs: { calendar: ['weekday' as const], events: [event], series: ['wind'], ahead: ['wind'] },
  };
  return { ...artifact, recipe, inputs: more as LearnedInputs };
};

it('what the inputs do goes with a model, and comes back the same', async () => {
  const { artifact } = await readBundle(await writeBundle({ name: 'x', artifact: withInputs() }));
  expect(artifact.inputs).toEqual(inputs);
  expect(artifact.recipe).toEqual(withInputs().recipe);
});

it('a model without them comes back without', async () => {
  expect(
    (await readBundle(await writeBundle({ name: 'x', artifact: sampleArtifact() }))).artifact.inputs,
  ).toBeUndefined();
});

it.each([
  ['more than it should', { ...inputs, script: 'x' }],
  ['an effect that is none', { ...inputs, columns: [{ id: 'a', coefficient: Number.NaN, error: 0 }] }],
  ['times without values', { ...inputs, ahead: [{ name: 'wind', time: [1, 2], values: [3] }] }],
  ['no repeat', { ...inputs, repeat: 0 }],
  ['another version', { ...inputs, version: 2 }],
])('one that brings %s is refused', async (_, spoilt) => {
  await expect(writeBundle({ name: 'x', artifact: withInputs(spoilt) })).rejects.toThrow(/could not be read back/);
});
