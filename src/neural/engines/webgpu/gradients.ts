import { each, prelude } from './common';
import type { Stack } from './stack';

/** A workgroup makes a block of so many rows and columns of one layer's gradient, 8 × 8 threads with 4 × 4 each, */
const BLOCK = 32;
const THREADS = 64;
/** and takes in so many tiles' steps at a time. */
const CHUNK = 8;

/** One layer's weights as a matrix with its bias as the last row: gradient = Σ left(k) · right(n), over steps and tiles. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly at: number;
  readonly steps: number;
  /** The element of page `page` at step `t` that row `k` or column `n` is multiplied by. */
  readonly left: string;
  readonly right: string;
}

const matricesOf = ({ lstms, denses }: Stack): readonly Matrix[] => [
  ...lstms.map(({ features, units, steps, at, input, gates, states }): Matrix => {
    const given =
      input === undefined
        ? `given[givenOf(slot, tile) + t * ${features}u + k]`
        : `scratch[page + ${input}u + t * ${features}u + k]`;
    return {
      rows: features + units,
      columns: 4 * units,
      at,
      steps,
      left: `if (k < ${features}u) { return ${given}; }
  return scratch[page + ${states}u + t * ${units}u + k - ${features}u];`,
      right: `scratch[page + ${gates}u + t * ${4 * units}u + n]`,
    };
  }),
  ...denses.map(
    ({ inputs, units, at, input, slopes }): Matrix => ({
      rows: inputs,
      columns: units,
      at,
      steps: 1,
      left: `return scratch[page + ${input}u + k];`,
      right: `scratch[page + ${slopes}u + n]`,
    }),
  ),
];

const blocks = ({ rows, columns }: Matrix): number => Math.ceil(rows / BLOCK) * Math.ceil(columns / BLOCK);

/** Workgroups in x: one for every block of every layer. */
export const gradientBlocks = (stack: Stack): number =>
  matricesOf(stack).reduce((sum, matrix) => sum + blocks(matrix), 0);

/**
 * The gradients of all layers' weights from what the passes left on the pages. x = the block, y = which part of the tiles
 * (each part has a sum of its own, so that there are enough workgroups for short networks), z = the network.
 */
export function gradientsShader(stack: Stack): string {
  const matrices = matricesOf(stack);
  let passed = 0;
  const calls = matrices.map((matrix, m) => {
    const from = passed;
    passed += blocks(matrix);
    return `if (at.x >= ${from}u && at.x < ${passed}u) { layer${m}(at.x - ${from}u, at.y, at.z, me); }`;
  });
  return `${prelude(stack)}
var<workgroup> left: array<vec4f, ${CHUNK * BLOCK}>;
var<workgroup> right: array<vec4f, ${CHUNK * BLOCK}>;
${matrices.map((matrix, m) => layerText(stack, matrix, m)).join('\n')}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.z)) { return; }
  ${calls.join('\n  ')}
}`;
}

const layerText = (stack: Stack, { rows, columns, at, steps, left, right }: Matrix, m: number): string => `
fn left${m}(slot: u32, tile: u32, t: u32, k: u32) -> vec4f {
  let page = pageOf(slot, tile);
  ${left}
}
fn layer${m}(block: u32, split: u32, slot: u32, me: u32) {
  let row0 = block / ${Math.ceil(columns / BLOCK)}u * ${BLOCK}u;
  let column0 = block % ${Math.ceil(columns / BLOCK)}u * ${BLOCK}u;
  let x = me % 8u;
  let y = me / 8u;
  ${each(4, (i) => `var sum${i} = vec4f(0.0);`)}
  var bias = vec4f(0.0);
  let end = now.tiles * (split + 1u) / now.splits * ${steps}u;
  for (var begin = now.tiles * split / now.splits * ${steps}u; begin < end; begin += ${CHUNK}u) {
    for (var e = me; e < ${CHUNK * BLOCK}u; e += ${THREADS}u) {
      let r = begin + e / ${BLOCK}u;
      let k = row0 + e % ${BLOCK}u;
      let n = column0 + e % ${BLOCK}u;
      let tile = r / ${steps}u;
      let t = r % ${steps}u;
      var a = vec4f(0.0);
      var b = vec4f(0.0);
      if (r < end && k < ${rows}u) { a = left${m}(slot, tile, t, k); }
      if (r < end && n < ${columns}u) {
        let page = pageOf(slot, tile);
        b = ${right};
      }
      left[e] = a;
      right[e] = b;
    }
    workgroupBarrier();
    for (var j = 0u; j < ${CHUNK * BLOCK}u; j += ${BLOCK}u) {
      ${each(4, (i) => `let b${i} = right[j + x + ${8 * i}u];`)}
      ${each(4, (i) => `{ let a = left[j + y + ${8 * i}u]; sum${i} += vec4f(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3)); }`)}
      if (row0 == 0u) { let one = vec4f(1.0); bias += vec4f(dot(one, b0), dot(one, b1), dot(one, b2), dot(one, b3)); }
    }
    workgroupBarrier();
  }
  let to = (slot * now.splits + split) * ${stack.size}u + ${at}u;
  ${each(4, (i) =>
    each(
      4,
      (j) => `{
    let k = row0 + y + ${8 * i}u;
    let n = column0 + x + ${8 * j}u;
    if (k < ${rows}u && n < ${columns}u) { gradients[to + k * ${columns}u + n] = sum${i}[${j}]; }
    ${i === 0 ? `if (row0 == 0u && y == 0u && n < ${columns}u) { gradients[to + ${rows * columns}u + n] = bias[${j}]; }` : ''}
  }`,
    ),
  )}
}`;
