import type { LstmInputs, LstmOp, LstmRun } from '../../lstm/op';
import { joined } from '../../session/joined';
import { backwardShader } from './backward';
import { Desk, splitsOf, workgroupsOf } from './desk';
import { openDevice } from './device';
import { forwardShader } from './forward';
import { gradientsShader } from './gradients';
import { pack, packedLength, unpack } from './pack';
import { loneStack, withMirrors } from './stack';
import { normShader } from './update';

/**
 * One LSTM layer on the graphics device, by the kernels that sessions train with.
 * @throws StudioError `backend-failed` where there is no device, or it is lost on the way.
 * @public
 */
export const lstm: LstmOp = async (inputs, sizes, { sequences, dropout }, above) => {
  const { groups, batch, steps, features, units } = sizes;
  const device = await openDevice();
  const stack = loneStack({ features, units, steps, sequences, rate: dropout?.rate ?? 0 });
  const place = stack.lstm;
  const shaders = [forwardShader(stack, place, device.limits)];
  if (above !== undefined)
    shaders.push(backwardShader(stack, place, device.limits), gradientsShader(stack), normShader(stack));
  const [forward, backward, gradients, norm] = await Promise.all(shaders.map(device.pipeline));
  const tiles = Math.ceil(batch / 4);
  const splits = splitsOf(tiles);
  const handed = (sequences ? steps : 1) * units;
  const desk = new Desk(device, stack, groups, 0);

  /** Rows [groups, batch, width] of the networks in a slice, to a place on their pages and back. */
  const put = (values: Float32Array, width: number, at: number, first: number, networks: number): void => {
    const own = values.subarray(first * batch * width, (first + networks) * batch * width);
    const tiled = new Float32Array(packedLength(networks, batch, width));
    pack(own, { networks, count: batch, width }, 0, batch, tiled, 0);
    for (let p = 0; p < networks * tiles; p++)
      desk.write('scratch', tiled.subarray(4 * p * width, 4 * (p + 1) * width), 4 * (p * stack.page + at));
  };
  const take = async (width: number, at: number, networks: number): Promise<Float32Array> => {
    const pieces = Array.from({ length: networks * tiles }, (_, p) => ({
      at: 4 * (p * stack.page + at),
      length: 4 * width,
    }));
    return unpack(await desk.read('scratch', pieces), { networks, count: batch, width });
  };

  const runSlice = async (first: number, networks: number): Promise<LstmRun> => {
    if (inputs.initial !== undefined) {
      put(inputs.initial.state, units, place.states, first, networks);
      put(inputs.initial.cell, units, place.cells, first, networks);
    }
    if (above !== undefined) put(above, handed, place.above, first, networks);
    desk.tell([
      {
        ...{ rows: batch, tiles, first, networks: groups, inputs: 0, targets: 0, losses: 0, keys: 0, learning: groups },
        ...{ squares: networks * splits * stack.size, splits, training: dropout === undefined ? 0 : 1 },
        ...{ share: 1, rate: 0, corrected: 0, clip: 0, decay: 0 },
      },
    ]);
    const workgroups = workgroupsOf(stack, tiles, networks);
    desk.submit([
      [
        { pipeline: forward, workgroups: workgroups.pages },
        { pipeline: backward, workgroups: workgroups.pages },
        { pipeline: gradients, workgroups: workgroups.gradients },
        { pipeline: norm, workgroups: workgroups.parameters },
      ].flatMap(({ pipeline, workgroups }) => (pipeline === undefined ? [] : [{ pipeline, workgroups }])),
    ]);
    const states = await take(handed, place.handed, networks);
    const cell = await take(units, place.cells + steps * units, networks);
    if (above === undefined) return { states, cell };
    const weights = await desk.read(
      'gradients',
      Array.from({ length: networks }, (_, g) => ({ at: g * splits * stack.size, length: stack.size })),
    );
    const [kernel, recurrent] = [4 * units * features, 4 * units * (features + units)];
    const part = (from: number, to: number): Float32Array =>
      joined(Array.from({ length: networks }, (_, g) => weights.subarray(g * stack.size + from, g * stack.size + to)));
    return {
      states,
      cell,
      gradients: {
        x: await take(steps * features, place.below, networks),
        kernel: part(0, kernel),
        recurrent: part(kernel, recurrent),
        bias: part(recurrent, stack.size),
        state: await take(units, place.start, networks),
        cell: await take(units, place.start + units, networks),
      },
    };
  };

  try {
    desk.makeRoom(tiles);
    const width = steps * features;
    const x = new Float32Array(packedLength(groups, batch, width));
    pack(inputs.x, { networks: groups, count: batch, width }, 0, batch, x, 0);
    desk.write('given', x);
    desk.write('flags', new Uint32Array(2 * groups).fill(1));
    if (dropout !== undefined) desk.write('flags', Uint32Array.from(dropout.keys));
    for (let g = 0; g < groups; g++)
      desk.write('parameters', withMirrors(stack, weightsOf(inputs, groups, g)), g * stack.stride);
    const runs: LstmRun[] = [];
    for (let first = 0; first < groups; first += desk.slice)
      runs.push(await runSlice(first, Math.min(desk.slice, groups - first)));
    return allOf(runs);
  } finally {
    desk.dispose();
  }
};

/** One network's kernel, recurrent kernel and bias under each other. */
const weightsOf = ({ kernel, recurrent, bias }: LstmInputs, groups: number, g: number): Float32Array =>
  joined(
    [kernel, recurrent, bias].map((all) => all.subarray((g * all.length) / groups, ((g + 1) * all.length) / groups)),
  );

function allOf(runs: readonly LstmRun[]): LstmRun {
  const gradients = runs.flatMap((run) => run.gradients ?? []);
  return {
    states: joined(runs.map(({ states }) => states)),
    cell: joined(runs.map(({ cell }) => cell)),
    ...(gradients.length > 0 && {
      gradients: {
        x: joined(gradients.map(({ x }) => x)),
        kernel: joined(gradients.map(({ kernel }) => kernel)),
        recurrent: joined(gradients.map(({ recurrent }) => recurrent)),
        bias: joined(gradients.map(({ bias }) => bias)),
        state: joined(gradients.map(({ state }) => state)),
        cell: joined(gradients.map(({ cell }) => cell)),
      },
    }),
  };
}
