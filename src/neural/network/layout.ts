import type { Layer, NamedTensor, Network } from '../../frame/parts';

/** One weight's place in a network's flat vector of parameters. */
export interface Slot {
  /** `<layer>/<weight>` in Keras' names: kernel, recurrent_kernel, bias. */
  readonly name: string;
  /** In Keras' shape: matrices [rows, columns], biases [columns]. */
  readonly shape: readonly number[];
  readonly at: number;
  readonly size: number;
}

/** A network's layers and where each of their weights lies. */
export interface Layout {
  readonly inputShape: readonly [steps: number, features: number];
  readonly layers: readonly { readonly layer: Layer; readonly inputs: number; readonly slots: readonly Slot[] }[];
  readonly outputs: number;
  /** How many parameters a network has. */
  readonly size: number;
}

/** Where the parameters of such a network lie in one flat vector, layer by layer in Keras' order. */
export function layoutOf({ inputShape, layers }: Pick<Network, 'inputShape' | 'layers'>): Layout {
  let width = inputShape[1];
  let at = 0;
  const placed = layers.map((layer) => {
    const inputs = width;
    const slots = shapesOf(layer, inputs).map(([weight, shape]): Slot => {
      const size = shape.reduce((product, n) => product * n, 1);
      at += size;
      return { name: `${layer.name}/${weight}`, shape, at: at - size, size };
    });
    if (layer.kind !== 'dropout') width = layer.units;
    return { layer, inputs, slots };
  });
  return { inputShape, layers: placed, outputs: width, size: at };
}

function shapesOf(layer: Layer, inputs: number): readonly (readonly [string, readonly number[]])[] {
  switch (layer.kind) {
    case 'lstm':
      return [
        ['kernel', [inputs, 4 * layer.units]],
        ['recurrent_kernel', [layer.units, 4 * layer.units]],
        ['bias', [4 * layer.units]],
      ];
    case 'dense':
      return [
        ['kernel', [inputs, layer.units]],
        ['bias', [layer.units]],
      ];
    case 'dropout':
      return [];
  }
}

/** Flat parameters of networks side by side as named tensors `<part>/<layer>/<weight>`, copies. */
export function toNamed(layout: Layout, parts: readonly string[], parameters: Float32Array): NamedTensor[] {
  return parts.flatMap((part, g) =>
    layout.layers.flatMap(({ slots }) =>
      slots.map(({ name, shape, at, size }) => ({
        name: `${part}/${name}`,
        shape,
        data: parameters.slice(g * layout.size + at, g * layout.size + at + size),
      })),
    ),
  );
}

/** Flat parameters from named tensors, or undefined where one is missing or has another size. */
export function fromNamed(
  layout: Layout,
  parts: readonly string[],
  tensors: readonly NamedTensor[],
): Float32Array | undefined {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor.data]));
  const parameters = new Float32Array(parts.length * layout.size);
  for (const [g, part] of parts.entries()) {
    for (const { slots } of layout.layers) {
      for (const { name, at, size } of slots) {
        const data = byName.get(`${part}/${name}`);
        if (data === undefined || data.length !== size) return undefined;
        parameters.set(data, g * layout.size + at);
      }
    }
  }
  return parameters;
}
