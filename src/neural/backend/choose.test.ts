import { getBackend, memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type JobContext, quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { layoutOf } from '../network/layout';
import { startBackend } from './backends';
import { chooseBackend } from './choose';
import { nodeWasmFiles } from './node-files';
import { parityError } from './parity';
import { setWasmFiles } from './wasm-files';

setWasmFiles(nodeWasmFiles());

const layout = layoutOf({
  inputShape: [4, 1],
  layers: [
    { kind: 'lstm', name: 'lstm', units: 3, returnSequences: false },
    { kind: 'dense', name: 'dense', units: 1, activation: 'linear' },
  ],
});
const trial = { layout, groups: 2, batch: 4 };
const ctx = (): JobContext => ({ ...quietContext(seeded(1)), clock: () => performance.now() });

test('takes WebAssembly where there is no GPU, and says why not the others', async () => {
  await startBackend('cpu');
  const before = memory().numTensors;
  const { id, figures } = await chooseBackend(trial, 'auto', ctx());
  expect(id).toBe('wasm');
  expect(getBackend()).toBe('wasm');
  expect(figures.map((figure) => [figure.id, figure.ok])).toEqual([
    ['webgpu', false],
    ['webgl', false],
    ['wasm', true],
    ['cpu', false],
  ]);
  expect(figures.find((figure) => figure.ok)?.msPerStep).toBeGreaterThan(0);
  for (const figure of figures) if (!figure.ok) expect(figure.reason).toMatch(/\.$/);
  expect(memory().numTensors).toBe(before);
});

test('takes what it is told to', async () => {
  expect((await chooseBackend(trial, 'cpu', ctx())).id).toBe('cpu');
  expect(getBackend()).toBe('cpu');
});

test('falls back on JavaScript when WebAssembly failed before', async () => {
  const { id, figures } = await chooseBackend(trial, 'auto', ctx(), ['wasm']);
  expect(id).toBe('cpu');
  expect(figures.find((figure) => figure.id === 'wasm')).toMatchObject({ ok: false });
});

test('refuses, in words, a backend that is not there', async () => {
  await expect(chooseBackend(trial, 'webgpu', ctx())).rejects.toMatchObject({
    code: 'backend-failed',
    place: 'backend',
    next: expect.any(String),
  });
});

test.each(['cpu', 'wasm'] as const)('the self-test passes on %s', async (id) => {
  await startBackend(id);
  const before = memory().numTensors;
  expect(await parityError()).toBeLessThan(1e-5);
  expect(memory().numTensors).toBe(before);
});
