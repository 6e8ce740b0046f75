import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Artifact } from '../pipeline/results';
import { forged, textOf } from './forge';
import { importBundle } from './import-bundle';
import { modelBundle } from './model-bundle';
import { sampleArtifact, sampleFamilies, sampleForecast } from './sample';

let bundle: Uint8Array;
beforeAll(async () => {
  const created = Date.UTC(2026, 0, 2, 3, 4, 5);
  bundle = (
    await modelBundle.export({ name: 'CPU of é', artifact: sampleArtifact(), forecast: sampleForecast, created })
  ).bytes;
});

const importing = (bytes: Uint8Array) => importBundle({ name: 'model.zip', bytes }, sampleFamilies);
const bits = (array: Float32Array | Float64Array | undefined): number[] => [
  ...new Uint8Array(array?.buffer ?? new ArrayBuffer(), array?.byteOffset, array?.byteLength),
];

describe('a model that is exported and imported', () => {
  it('is the same to the bit', async () => {
    const { name, created, artifact } = await importing(bundle);
    const original = sampleArtifact();
    expect(name).toBe('CPU of é');
    expect(created).toBe('2026-01-02T03:04:05.000Z');
    expect(artifact).toEqual(original);
    original.weights.tensors.forEach((tensor, i) => {
      expect(bits(artifact.weights.tensors[i]?.data)).toEqual(bits(tensor.data));
    });
    expect(bits(artifact.history.time)).toEqual(bits(original.history.time));
    expect(bits(artifact.history.columns[0]?.values)).toEqual(bits(original.history.columns[0]?.values));
    expect(artifact.states[3]?.edges).toStrictEqual([1, -0, 0.3]);
  });

  it('owns its numbers: no tensor is a window on a shared buffer', async () => {
    const { artifact } = await importing(bundle);
    for (const { data } of artifact.weights.tensors) expect(data.byteLength).toBe(data.buffer.byteLength);
  });

  it.each<[string, (artifact: Artifact) => Artifact]>([
    [
      'kept before bands were learned at several levels',
      (a) => ({
        ...a,
        calibration: { coverage: 0.95, halfWidth: [0.1, 0.2, Number.POSITIVE_INFINITY], errors: 40 },
        metrics: a.metrics.map(({ pinball: _, ...metrics }) => metrics),
      }),
    ],
    ['without networks', (a) => ({ ...a, weights: { ...a.weights, networks: [] } })],
    ['without weights', (a) => ({ ...a, weights: { state: {}, tensors: [], networks: [] } })],
    [
      'with no step',
      ({ history: { stepMs: _, ...history }, ...a }) => ({
        ...a,
        history: { ...history, time: history.time.map((t, i) => t + i ** 2 / 3) },
      }),
    ],
    [
      'with parts whose folders would collide',
      (a) => ({
        ...a,
        weights: {
          ...a.weights,
          networks: a.weights.networks.map((net, i) => ({ ...net, part: `é${i}!` })),
          tensors: a.weights.tensors.map((t) => ({
            ...t,
            name: t.name.replace(/^trend\//, 'é0!/').replace(/^Saison 24 h\//, 'é1!/'),
          })),
        },
      }),
    ],
    [
      'with parts named in no Latin letter',
      (a) => ({
        ...a,
        weights: {
          ...a.weights,
          networks: a.weights.networks.map((net, i) => ({ ...net, part: i === 0 ? '趋势' : '季节' })),
          tensors: a.weights.tensors.map((t) => ({
            ...t,
            name: t.name.replace(/^trend\//, '趋势/').replace(/^Saison 24 h\//, '季节/'),
          })),
        },
      }),
    ],
    [
      'with two columns',
      (a) => ({
        ...a,
        history: {
          ...a.history,
          columns: [
            ...a.history.columns,
            { key: '=b', labels: {}, values: Float64Array.from(a.history.time).fill(-1.5) },
          ],
        },
      }),
    ],
  ])('is the same %s', async (_, change) => {
    const artifact = change(sampleArtifact());
    const file = await modelBundle.export({ name: 'x', artifact });
    expect((await importBundle(file, sampleFamilies)).artifact).toEqual(artifact);
  });

  it('is the same on an origin without crypto.subtle', async () => {
    vi.stubGlobal('crypto', {});
    const { bytes } = await modelBundle.export({ name: 'x', artifact: sampleArtifact() });
    expect((await importing(bytes)).artifact).toEqual(sampleArtifact());
    vi.unstubAllGlobals();
    expect((await importing(bytes)).artifact).toEqual(sampleArtifact());
  });

  it('holds a manifest, words and files others can read', () => {
    const files = unzipSync(bundle);
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'artifact.json',
      'forecast.csv',
      'history.csv',
      'manifest.json',
      'model/saison-24-h/model.json',
      'model/saison-24-h/weights.bin',
      'model/trend/model.json',
      'model/trend/weights.bin',
      'recipe.json',
      'tensors.bin',
    ]);
    expect(JSON.parse(textOf(files['manifest.json']))).toMatchObject({ format: 'undertone-model', version: 1 });
    expect(textOf(files['README.txt'])).toContain('MAE 1.25');
    expect(textOf(files['history.csv']).split('\r\n').slice(0, 3)).toEqual([
      'time_ms,"cpu, ""usage"""',
      '1700000000000,0',
      '1700000060000,-0',
    ]);
  });

  it('is not written at all when it could not be read back', async () => {
    const artifact = sampleArtifact();
    artifact.weights.tensors[0]?.data.fill(Number.NaN);
    await expect(modelBundle.export({ name: 'x', artifact })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('weights that are not numbers'),
    });
  });

  it('survives being packed again by hand, folders and all', async () => {
    const again = forged(
      bundle,
      (files) => Object.assign(files, { 'model/': new Uint8Array(), 'model/trend/': new Uint8Array() }),
      false,
    );
    expect((await importing(again)).artifact).toEqual(sampleArtifact());
  });
});
