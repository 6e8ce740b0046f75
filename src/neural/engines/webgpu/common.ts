import { StudioError } from '../../../base/errors';
import type { LstmPlace, Stack } from './stack';

/** What may be used of the device. */
export interface Limits {
  /** Threads of a workgroup. */
  readonly threads: number;
  /** Bytes of a workgroup's memory. */
  readonly memory: number;
  /** Bytes of pages, unless a single network needs more: networks beyond that take turns. */
  readonly pages: number;
}

/** Weights a thread of an LSTM kernel holds in registers at most; with more, it reads them anew at every step. */
export const HELD = 144;

/**
 * What one dispatch is told, in the shader's order. Counted in elements of the buffer they lead into: `inputs` and
 * `targets` in `given`, `keys` and `learning` in `flags`.
 */
export const STEP = {
  /** Samples of the batch, and tiles they fill. */
  rows: 'u32',
  tiles: 'u32',
  /** The first network of the slice, and all of them. */
  first: 'u32',
  networks: 'u32',
  inputs: 'u32',
  targets: 'u32',
  losses: 'u32',
  keys: 'u32',
  learning: 'u32',
  /** Where in `gradients` the sums of squares begin: behind the gradients of the slice's networks. */
  squares: 'u32',
  /** Parts that the sums of the weights' gradients are made in. */
  splits: 'u32',
  /** 1 = with dropout. */
  training: 'u32',
  /** What the slopes of the losses are multiplied by. */
  share: 'f32',
  rate: 'f32',
  /** The learning rate with the corrections of the optimiser's averages. */
  corrected: 'f32',
  clip: 'f32',
  decay: 'f32',
} as const;
export type Step = Readonly<Record<keyof typeof STEP, number>>;

/** Storage buffers in the order of their bindings, from 1 on; the step is at 0. */
export const BUFFERS = ['given', 'flags', 'scratch', 'parameters', 'averages', 'gradients', 'losses'] as const;
export type BufferName = (typeof BUFFERS)[number];
export const readOnly = (name: BufferName): boolean => name === 'given' || name === 'flags';

const elements: Readonly<Record<BufferName, string>> = {
  given: 'vec4f',
  flags: 'u32',
  scratch: 'vec4f',
  parameters: 'f32',
  averages: 'f32',
  gradients: 'f32',
  losses: 'f32',
};

/** What every kernel begins with. */
export const prelude = (stack: Stack): string => `
struct Step { ${Object.entries(STEP)
  .map(([name, type]) => `${name}: ${type}`)
  .join(', ')} }
@group(0) @binding(0) var<uniform> now: Step;
${BUFFERS.map(
  (name, k) =>
    `@group(0) @binding(${k + 1}) var<storage, ${readOnly(name) ? 'read' : 'read_write'}> ${name}: array<${elements[name]}>;`,
).join('\n')}
fn pageOf(slot: u32, tile: u32) -> u32 { return (slot * now.tiles + tile) * ${stack.page}u; }
fn givenOf(slot: u32, tile: u32) -> u32 {
  return now.inputs + ((now.first + slot) * now.tiles + tile) * ${stack.steps * stack.features}u;
}
fn learns(slot: u32) -> bool { return flags[now.learning + now.first + slot] != 0u; }
`;

/** tanh as x P(x²) / Q(x²), x held within ±9.25: within 2.6e-7, and no overflow on any driver. */
export const squash = `
fn squash(z: vec4f) -> vec4f {
  let x = clamp(z, vec4f(-9.25), vec4f(9.25));
  let s = x * x;
  let p = (((1.2744233790616117e-8 * s + 2.0148116967916077e-5) * s + 0.003466641794564853) * s
    + 0.13356315767691276) * s + 0.9999998798764953;
  let q = (((7.52075331663009e-7 * s + 0.00032389650436804836) * s + 0.025765836329670423) * s
    + 0.4668960299780273) * s + 1.0;
  return x * p / q;
}
`;

/** What an LSTM's cell input and output go through, and its derivative from its value. */
export const activated = (x: string, { relu }: LstmPlace): string =>
  relu === true ? `max(${x}, vec4f(0.0))` : `squash(${x})`;
export const activatedSlope = (s: string, { relu }: LstmPlace): string =>
  relu === true ? `select(vec4f(0.0), vec4f(1.0), ${s} > vec4f(0.0))` : `(1.0 - ${s} * ${s})`;

/** The mask of a layer's dropout for one unit in the four samples of a tile, as `network/dropout` has it. */
export const dropout = (stack: Stack, { index, rate, units }: LstmPlace): string => `
fn mixed(bits: vec4u) -> vec4u {
  var x = bits;
  x = (x ^ (x >> vec4u(16u))) * 0x7feb352du;
  x = (x ^ (x >> vec4u(15u))) * 0x846ca68bu;
  return x ^ (x >> vec4u(16u));
}
fn maskOf(slot: u32, tile: u32, unit: u32) -> vec4f {
  if (now.training == 0u) { return vec4f(1.0); }
  let key = flags[now.keys + (now.first + slot) * ${stack.lstms.length}u + ${index}u];
  let rows = 4u * tile + vec4u(0u, 1u, 2u, 3u);
  let drawn = mixed(rows * ${units}u + (key + unit));
  return select(vec4f(${float(1 / (1 - rate))}), vec4f(0.0), drawn < vec4u(${Math.min(Math.round(rate * 2 ** 32), 2 ** 32 - 1)}u));
}
`;

/** A number as WGSL writes it. */
export const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Lines for k = 0 … n - 1. */
export const each = (n: number, line: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => line(k)).join('\n');

/** `if` for all threads but some, where there are such. */
export const unless = (any: boolean, condition: string): string => (any ? `if (!(${condition}))` : '');

/** @throws StudioError `backend-failed` when a layer needs more than a workgroup's memory. */
export function needsMemory(bytes: number, { units }: LstmPlace, { memory }: Limits): void {
  if (bytes <= memory) return;
  throw new StudioError('backend-failed', `LSTM layers of ${units} units do not fit this graphics device.`, {
    next: 'Choose fewer units, or another backend.',
    place: 'units',
    value: units,
  });
}
