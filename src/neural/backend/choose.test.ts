import { expect, test } from 'vitest';
import { type JobContext, quietContext } from '../../base/job';
import { seeded } from '../../base/random';
import { layoutOf } from '../network/layout';
import type { Engine } from '../session/session';
import { chooseBackend } from './choose';
import { engineOf } from './engines';
import { parityError } from './parity';

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
  const { id, figures } = await chooseBackend(trial, 'auto', ctx());
  expect(id).toBe('wasm');
  expect(figures.map((figure) => [figure.id, figure.ok])).toEqual([
    ['webgpu', false],
    ['webgl', false],
    ['wasm', true],
    ['cpu', false],
  ]);
  expect(figures.find((figure) => figure.ok)?.msPerStep).toBeGreaterThan(0);
  for (const figure of figures) if (!figure.ok) expect(figure.reason).toMatch(/\.$/);
});

test('takes what it is told to', async () => {
  expect((await chooseBackend(trial, 'cpu', ctx())).id).toBe('cpu');
});

test('falls back on JavaScript when WebAssembly failed before', async () => {
  const { id, figures } = await chooseBackend(
    trial,
    'auto',
    ctx(),
    new Map([['wasm', 'The device stopped.']] as const),
  );
  expect(id).toBe('cpu');
  expect(figures.find((figure) => figure.id === 'wasm')).toMatchObject({
    ok: false,
    reason: expect.stringContaining('The device stopped.'),
  });
});

test('refuses, in words, a backend that is not there', async () => {
  await expect(chooseBackend(trial, 'webgpu', ctx())).rejects.toMatchObject({
    code: 'backend-failed',
    place: 'backend',
    next: expect.any(String),
  });
});

test.each(['cpu', 'wasm'] as const)('the self-test passes on %s', async (id) => {
  expect(await parityError(await engineOf(id))).toBeLessThan(1e-4);
});

test('the self-test sees an engine that computes a little wrong', async () => {
  const sound = await engineOf('wasm');
  const wrong: Engine = {
    async open(opening) {
      const session = await sound.open(opening);
      const read = async () => {
        const { parameters, slots } = await session.read();
        return { parameters: parameters.map((value, k) => (k === 40 ? value * 1.01 : value)), slots };
      };
      return Object.assign(Object.create(session), { read });
    },
  };
  expect(await parityError(wrong)).toBeGreaterThan(2e-3);
});
