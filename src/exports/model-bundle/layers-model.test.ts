// @tensorflow/tfjs (stock, CPU backend) is the outside reader here; the forward pass below is written out by hand from
// Keras' definition (gates i, f, c, o; recurrent activation sigmoid) as a second oracle.
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { normal, seeded } from '../../base/random';
import type { Network } from '../../frame/parts';
import { sampleArtifact } from '../sample';
import { modelBundle } from '.';

const artifact = sampleArtifact();
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  await tf.setBackend('cpu');
  files = unzipSync((await modelBundle.export({ name: 'x', artifact })).bytes);
});
afterAll(() => tf.disposeVariables());

function loadFrom(folder: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files[`model/${folder}/model.json`]));
  const weightData = (files[`model/${folder}/weights.bin`] ?? new Uint8Array()).slice().buffer;
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** `x` [steps][features] through the network, in doubles. */
function forward({ part, layers }: Network, x: number[][]): number[] {
  const weight = (layer: string, name: string): ((row: number, column: number) => number) => {
    const tensor = artifact.weights.tensors.find((one) => one.name === `${part}/${layer}/${name}`);
    const columns = tensor?.shape.at(-1) ?? 0;
    return (row, column) => tensor?.data[row * columns + column] ?? Number.NaN;
  };
  let sequence = x;
  for (const layer of layers) {
    if (layer.kind === 'dropout') continue;
    const { units } = layer;
    const kernel = weight(layer.name, 'kernel');
    const bias = weight(layer.name, 'bias');
    const affine = (row: number[], column: number): number =>
      row.reduce((sum, value, i) => sum + value * kernel(i, column), bias(0, column));
    if (layer.kind === 'dense') {
      sequence = sequence.map((row) =>
        Array.from({ length: units }, (_, u) =>
          layer.activation === 'relu' ? Math.max(0, affine(row, u)) : affine(row, u),
        ),
      );
      continue;
    }
    const recurrent = weight(layer.name, 'recurrent_kernel');
    let h = new Array<number>(units).fill(0);
    let c = new Array<number>(units).fill(0);
    const outputs = sequence.map((row) => {
      const gate = (k: number, u: number): number =>
        affine(row, k * units + u) + h.reduce((sum, value, i) => sum + value * recurrent(i, k * units + u), 0);
      const next = c.map((cell, u) => sigmoid(gate(1, u)) * cell + sigmoid(gate(0, u)) * Math.tanh(gate(2, u)));
      const state = next.map((cell, u) => sigmoid(gate(3, u)) * Math.tanh(cell));
      c = next;
      h = state;
      return state;
    });
    sequence = layer.returnSequences ? outputs : outputs.slice(-1);
  }
  return sequence.flat();
}

it.each([
  [0, 'trend'],
  [1, 'saison-24-h'],
])('network %i is a genuine layers model that computes the same', async (index, folder) => {
  const network = artifact.weights.networks[index] as Network;
  const model = await loadFrom(folder);
  expect(model.layers.map((layer) => layer.getClassName())).toEqual(['LSTM', 'Dropout', 'LSTM', 'Dense', 'Dense']);
  expect(model.inputs[0]?.shape).toEqual([null, 6, 2]);
  const random = seeded(3);
  const windows = Array.from({ length: 8 }, () => Array.from({ length: 6 }, () => [normal(random), normal(random)]));
  const answer = model.predict(tf.tensor3d(windows)) as tf.Tensor;
  const given = [...(await answer.data())];
  const wanted = windows.flatMap((window) => forward(network, window));
  const worst = Math.max(...given.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))));
  expect(wanted.some((value) => Math.abs(value) > 0.1)).toBe(true);
  expect(worst).toBeLessThan(2e-6);
  model.dispose();
});
