import { EPSILON, type OptimiserId } from '../../train/optimisers';
import { prelude } from './common';
import type { Stack } from './stack';

const THREADS = 256;
const PER_THREAD = 4;

/** Workgroups in x for one network's parameters. */
export const updateBlocks = (stack: Stack): number => Math.ceil(stack.size / (THREADS * PER_THREAD));

/** Where in `gradients` a network's sums of squares lie, one of each block. */
const squares = (stack: Stack): string => `now.squares + at.y * ${updateBlocks(stack)}u`;

/** Every parameter of a block, one after the other. */
const perParameter = (stack: Stack, body: string): string => `
  for (var q = 0u; q < ${PER_THREAD}u; q++) {
    let i = (at.x * ${PER_THREAD}u + q) * ${THREADS}u + me;
    if (i < ${stack.size}u) { ${body} }
  }`;

/** Adds the parts of each gradient into the first, and the squares of a block. x = the block, y = the network. */
export const normShader = (stack: Stack): string => `${prelude(stack)}
var<workgroup> sums: array<f32, ${THREADS}>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.y)) { return; }
  let first = at.y * now.splits * ${stack.size}u;
  var square = 0.0;
  ${perParameter(
    stack,
    `var g = 0.0;
      for (var s = 0u; s < now.splits; s++) { g += gradients[first + s * ${stack.size}u + i]; }
      gradients[first + i] = g;
      square += g * g;`,
  )}
  sums[me] = square;
  workgroupBarrier();
  for (var half = ${THREADS / 2}u; half > 0u; half /= 2u) {
    if (me < half) { sums[me] += sums[me + half]; }
    workgroupBarrier();
  }
  if (me == 0u) { gradients[${squares(stack)} + at.x] = sums[0]; }
}`;

/**
 * The change to take away from parameter `p` with gradient `g` and averages `a` and `b`, as `optimisers` have it.
 * Averages move by a share of the difference: 0.999 itself would lose too much in single precision.
 */
const formulas: Readonly<Record<OptimiserId, string>> = {
  adam: `a += 0.1 * (g - a);
      b += 0.001 * (g * g - b);
      change = now.corrected * a / (sqrt(b) + ${EPSILON});`,
  adamw: `a += 0.1 * (g - a);
      b += 0.001 * (g * g - b);
      change = now.corrected * a / (sqrt(b) + ${EPSILON}) + now.rate * now.decay * p;`,
  adamax: `a += 0.1 * (g - a);
      b = max(b - 0.001 * b, abs(g));
      change = now.corrected * a / (b + ${EPSILON});`,
  rmsprop: `a += 0.1 * (g * g - a);
      change = now.rate * g / sqrt(a + ${EPSILON});`,
  sgd: 'change = now.rate * g;',
};

/** Clips, and lets the optimiser change the parameters and their mirrors. x = the block, y = the network. */
export function updateShader(stack: Stack, optimiser: OptimiserId, averages: number): string {
  const average = (k: number): string => `averages[(${k}u * now.networks + now.first + at.y) * ${stack.size}u + i]`;
  const mirrors = stack.lstms.map(({ at, mirror, features, units }) => {
    const [rows, columns] = [features + units, 4 * units];
    return `if (i >= ${at}u && i < ${at + rows * columns}u) {
        let k = (i - ${at}u) / ${columns}u;
        let n = (i - ${at}u) % ${columns}u;
        parameters[network + ${mirror}u + n * ${rows}u + k] = p;
      }`;
  });
  return `${prelude(stack)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.y)) { return; }
  let network = (now.first + at.y) * ${stack.stride}u;
  let first = at.y * now.splits * ${stack.size}u;
  var square = 0.0;
  for (var k = 0u; k < ${updateBlocks(stack)}u; k++) { square += gradients[${squares(stack)} + k]; }
  // A gradient that is no number makes the loss none, which by itself may still look like one.
  if (at.x == 0u && me == 0u && (bitcast<u32>(square) & 0x7f800000u) == 0x7f800000u) {
    losses[now.losses + at.y * now.tiles] = square;
  }
  let scale = select(1.0, min(1.0, now.clip / (sqrt(square) + 1e-12)), now.clip > 0.0);
  ${perParameter(
    stack,
    `let g = scale * gradients[first + i];
      var p = parameters[network + i];
      var a = ${averages > 0 ? average(0) : '0.0'};
      var b = ${averages > 1 ? average(1) : '0.0'};
      var change = 0.0;
      ${formulas[optimiser]}
      p -= change;
      parameters[network + i] = p;
      ${averages > 0 ? `${average(0)} = a;` : ''}
      ${averages > 1 ? `${average(1)} = b;` : ''}
      ${mirrors.join('\n      ')}`,
  )}
}`;
}
