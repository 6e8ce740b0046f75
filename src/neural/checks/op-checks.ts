import { normal, seeded } from '../../base/random';
import { lstm as reference } from '../engines/reference/lstm';
import type { LstmGradients, LstmInputs, LstmOp, LstmOptions, LstmSizes } from '../lstm/op';
import { maskKey } from '../network/dropout';
import { gap, relativeGap } from './gap';

/** Which of an LSTM's ways to check. */
export interface OpCase {
  readonly sequences: boolean;
  /** Absent = no dropout. */
  readonly rate?: number;
  /** From a state and cell that are not zero; default false. */
  readonly initial?: boolean;
  readonly seed?: number;
}

/** Greatest differences from the reference. Infinite where something is missing or not a number. */
export interface OpErrors extends Readonly<Record<`d${Capitalize<keyof LstmGradients>}`, number>> {
  /** Absolute. */
  readonly states: number;
  /** Relative to the greatest cell, as are the gradients, each to its own greatest value. */
  readonly cell: number;
}

/** Seeded inputs of the size weights have in networks that learn, and a gradient from above. */
export function drawn(
  sizes: LstmSizes,
  { sequences, rate, initial = false, seed = 7 }: OpCase,
): { readonly inputs: LstmInputs; readonly options: LstmOptions; readonly above: Float32Array } {
  const { groups, batch, steps, features, units } = sizes;
  const random = seeded(seed);
  const draw = (n: number, scale: number): Float32Array =>
    Float32Array.from({ length: n }, () => scale * normal(random));
  const rows = groups * batch * units;
  const inputs: LstmInputs = {
    x: draw(groups * batch * steps * features, 1),
    kernel: draw(groups * features * 4 * units, 1 / Math.sqrt(features)),
    recurrent: draw(groups * units * 4 * units, 1 / Math.sqrt(units)),
    bias: draw(groups * 4 * units, 0.3),
    ...(initial && { initial: { state: draw(rows, 0.5), cell: draw(rows, 1) } }),
  };
  const keys = Array.from({ length: groups }, (_, g) => maskKey(seed, 1, g, 0));
  return {
    inputs,
    options: { sequences, ...(rate !== undefined && { dropout: { rate, keys } }) },
    above: draw(sequences ? rows * steps : rows, 1),
  };
}

/** How far an engine's LSTM is from the reference on a seeded case. */
export async function opErrors(op: LstmOp, sizes: LstmSizes, one: OpCase): Promise<OpErrors> {
  const { inputs, options, above } = drawn(sizes, one);
  const expected = await reference(inputs, sizes, options, above);
  const found = await op(inputs, sizes, options, above);
  const gradient = (key: keyof LstmGradients): number =>
    relativeGap(found.gradients?.[key], expected.gradients?.[key] ?? []);
  return {
    states: gap(found.states, expected.states),
    cell: relativeGap(found.cell, expected.cell),
    dX: gradient('x'),
    dKernel: gradient('kernel'),
    dRecurrent: gradient('recurrent'),
    dBias: gradient('bias'),
    dState: gradient('state'),
    dCell: gradient('cell'),
  };
}
