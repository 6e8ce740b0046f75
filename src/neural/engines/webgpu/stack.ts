import { StudioError } from '../../../base/errors';
import type { Layout } from '../../network/layout';

/**
 * A network as its kernels see it: where each layer's weights lie in the network's parameters, and where its numbers lie
 * on a page. A page is the memory of one network's pass over one tile of four samples; every element is a `vec4f`, the
 * four samples side by side, so that any batch is some number of pages and no kernel's text depends on it.
 */
export interface Stack {
  readonly steps: number;
  readonly features: number;
  readonly outputs: number;
  readonly lstms: readonly LstmPlace[];
  readonly denses: readonly DensePlace[];
  /** How many parameters a network has, */
  readonly size: number;
  /** and with the mirrors of its LSTM weights, as they lie on the device. */
  readonly stride: number;
  /** Elements a page has. */
  readonly page: number;
}

export interface LstmPlace {
  /** Among the LSTM layers, from 0. */
  readonly index: number;
  readonly features: number;
  readonly units: number;
  readonly steps: number;
  readonly sequences: boolean;
  /** The cell's input and output are rectified, not squashed by tanh. */
  readonly relu?: boolean;
  /** Of the dropout on what is handed out; 0 = none. */
  readonly rate: number;
  /** That dropout's number among all layers of the layout. */
  readonly dropout: number;
  /** Kernel, recurrent kernel and bias under each other: one matrix [features + units + 1, 4 units]. */
  readonly at: number;
  /** The same without the bias, transposed, for the way back: [4 units, features + units]. */
  readonly mirror: number;
  /** Where on the page its input [steps, features] is; undefined = what the host gave. */
  readonly input: number | undefined;
  /** [steps, 4 units], after activation; on the way back the gradients of their sums take their place. */
  readonly gates: number;
  /** [steps + 1, units], the ones before the first step in front. */
  readonly cells: number;
  readonly states: number;
  /** What the layer above is given: states of all steps or of the last, times the dropout's mask. */
  readonly handed: number;
  /** The gradient of `handed`. */
  readonly above: number;
  /** The gradient of the input [steps, features]; undefined where nobody wants it. */
  readonly below: number | undefined;
  /** The gradients of the state and cell before the first step, [2, units]; undefined where nobody wants them. */
  readonly start: number | undefined;
}

export interface DensePlace {
  readonly inputs: number;
  readonly units: number;
  readonly relu: boolean;
  /** Kernel and bias under each other: [inputs + 1, units]. */
  readonly at: number;
  readonly input: number;
  readonly output: number;
  /** The gradients of the sums before the activation. */
  readonly slopes: number;
}

/**
 * The stack of a layout: LSTM layers, each with a dropout or none, then dense layers.
 * @throws StudioError `backend-failed` for any other layout.
 */
export function stackOf({ inputShape, layers, outputs, size }: Layout): Stack {
  const [steps, features] = inputShape;
  const lstms: LstmPlace[] = [];
  const denses: DensePlace[] = [];
  const pages = new Places();
  let mirror = Math.ceil(size / 4) * 4;
  for (const [index, { layer, inputs, slots }] of layers.entries()) {
    const at = slots[0]?.at ?? 0;
    const below = lstms.at(-1);
    if (layer.kind === 'lstm' && denses.length === 0 && (below?.sequences ?? true)) {
      const next = layers[index + 1]?.layer;
      const rate = next?.kind === 'dropout' ? next.rate : 0;
      const { units, returnSequences: sequences } = layer;
      const relu = layer.activation === 'relu';
      const shape = { index: lstms.length, features: inputs, units, steps, sequences, relu, rate };
      lstms.push(placed(pages, { ...shape, dropout: index + 1, at, mirror }, below));
      mirror += 4 * units * (inputs + units);
    } else if (layer.kind === 'dense' && below?.sequences === false) {
      const input = denses.at(-1)?.output ?? below.handed;
      const [output, slopes] = [pages.take(layer.units), pages.take(layer.units)];
      denses.push({ inputs, units: layer.units, relu: layer.activation === 'relu', at, input, output, slopes });
    } else if (layer.kind !== 'dropout' || layers[index - 1]?.layer.kind !== 'lstm') {
      throw unfit(layer.kind);
    }
  }
  if (denses.length === 0) throw unfit('no dense layer');
  return { steps, features, outputs, lstms, denses, size, stride: mirror, page: pages.taken };
}

/** The stack of one LSTM layer by itself, with the gradients of everything it is given. */
export function loneStack(
  shape: Pick<LstmPlace, 'features' | 'units' | 'steps' | 'sequences' | 'rate'>,
): Stack & { readonly lstm: LstmPlace & { readonly below: number; readonly start: number } } {
  const { features, units, steps } = shape;
  const pages = new Places();
  const size = 4 * units * (features + units + 1);
  const place = placed(pages, { ...shape, index: 0, dropout: 0, at: 0, mirror: size }, undefined);
  const lstm = { ...place, below: pages.take(steps * features), start: pages.take(2 * units) };
  const stride = size + 4 * units * (features + units);
  return { steps, features, outputs: 0, lstms: [lstm], lstm, denses: [], size, stride, page: pages.taken };
}

type Shape = Omit<LstmPlace, 'input' | 'gates' | 'cells' | 'states' | 'handed' | 'above' | 'below' | 'start'>;

function placed(pages: Places, shape: Shape, below: LstmPlace | undefined): LstmPlace {
  const { units, steps, sequences, rate } = shape;
  const handedSize = (sequences ? steps : 1) * units;
  const [gates, cells] = [pages.take(4 * steps * units), pages.take((steps + 1) * units)];
  const states = pages.take((steps + 1) * units);
  const handed = rate > 0 ? pages.take(handedSize) : states + (sequences ? units : steps * units);
  const above = pages.take(handedSize);
  return { ...shape, input: below?.handed, gates, cells, states, handed, above, below: below?.above, start: undefined };
}

/** Hands out places on a page. */
class Places {
  taken = 0;

  take(elements: number): number {
    this.taken += elements;
    return this.taken - elements;
  }
}

const unfit = (value: string): StudioError =>
  new StudioError('backend-failed', 'WebGPU trains LSTM layers with dense layers on top, and no other network.', {
    next: 'Choose another backend.',
    place: 'backend',
    value,
  });

/** One network's parameters in the layout's order as they lie on the device: the mirrors behind them. */
export function withMirrors(stack: Stack, parameters: Float32Array): Float32Array<ArrayBuffer> {
  const all = new Float32Array(stack.stride);
  all.set(parameters);
  for (const { at, mirror, features, units } of stack.lstms) {
    const [rows, columns] = [features + units, 4 * units];
    for (let k = 0; k < rows; k++)
      for (let n = 0; n < columns; n++) all[mirror + n * rows + k] = parameters[at + k * columns + n] as number;
  }
  return all;
}
