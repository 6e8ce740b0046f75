import type { Loss, LossId } from '../../train/losses';
import { SMALLEST } from '../../train/losses';
import { each, float, prelude } from './common';
import type { DensePlace, Stack } from './stack';

const THREADS = 64;

/** Each loss and its slope from `output`, `target`, `e`, `size` and `level`, as `lossOf` has them. */
const formulas: Readonly<Record<LossId, { readonly value: string; readonly slope: string }>> = {
  mse: { value: 'e * e', slope: '2.0 * e' },
  mae: { value: 'size', slope: 'sign(e)' },
  huber: {
    value: 'select(size - 0.5, 0.5 * e * e, size < vec4f(1.0))',
    slope: 'clamp(e, vec4f(-1.0), vec4f(1.0))',
  },
  mape: {
    value: `size * 100.0 / max(abs(goal), vec4f(${SMALLEST}))`,
    slope: `sign(e) * 100.0 / max(abs(goal), vec4f(${SMALLEST}))`,
  },
  pinball: {
    value: 'select((1.0 - level) * e, -level * e, e < vec4f(0.0))',
    slope: 'select(select(vec4f(0.0), vec4f(1.0 - level), e > vec4f(0.0)), vec4f(-level), e < vec4f(0.0))',
  },
};

/**
 * The dense layers forward, the loss, and the dense layers back, for one network and one tile a workgroup. Samples
 * beyond the batch's end have no loss and no slope. Leaves the tile's sum of losses, the layers' slopes, and the gradient
 * of what the last LSTM handed up.
 */
export function headShader(stack: Stack, loss: Loss): string {
  const { denses, lstms, outputs } = stack;
  const last = denses.at(-1) as DensePlace;
  const levels = loss.id === 'pinball' ? loss.levels : [0.5];
  const { value, slope } = formulas[loss.id];
  const forward = ({ inputs, units, relu, at, input, output }: DensePlace): string => `
  for (var n = me; n < ${units}u; n += ${THREADS}u) {
    var z = vec4f(parameters[weights + ${at + inputs * units}u + n]);
    for (var k = 0u; k < ${inputs}u; k++) {
      z += parameters[weights + ${at}u + k * ${units}u + n] * scratch[page + ${input}u + k];
    }
    scratch[page + ${output}u + n] = ${relu ? 'max(z, vec4f(0.0))' : 'z'};
  }
  storageBarrier();`;
  const back = ({ inputs, units, at, slopes, input }: DensePlace, below: DensePlace | undefined): string => `
  for (var k = me; k < ${inputs}u; k += ${THREADS}u) {
    var d = vec4f(0.0);
    for (var n = 0u; n < ${units}u; n++) {
      d += parameters[weights + ${at}u + k * ${units}u + n] * scratch[page + ${slopes}u + n];
    }
    ${below?.relu ? `d = select(vec4f(0.0), d, scratch[page + ${input}u + k] > vec4f(0.0));` : ''}
    scratch[page + ${below?.slopes ?? lstms.at(-1)?.above}u + k] = d;
  }
  storageBarrier();`;
  return `${prelude(stack)}
var<workgroup> sums: array<f32, ${THREADS}>;
const levels = array<f32, ${levels.length}>(${levels.map(float).join(', ')});

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.y)) { return; }
  let page = pageOf(at.y, at.x);
  let weights = (now.first + at.y) * ${stack.stride}u;
  let target0 = now.targets + ((now.first + at.y) * now.tiles + at.x) * ${outputs}u;
  let there = vec4u(0u, 1u, 2u, 3u) + 4u * at.x < vec4u(now.rows);
  ${denses.map(forward).join('')}
  var total = 0.0;
  for (var n = me; n < ${outputs}u; n += ${THREADS}u) {
    let output = scratch[page + ${last.output}u + n];
    let goal = given[target0 + n];
    let e = output - goal;
    let size = abs(e);
    let level = levels[n / ${outputs / levels.length}u];
    total += dot(select(vec4f(0.0), ${value}, there), vec4f(1.0));
    var d = select(vec4f(0.0), (${slope}) * now.share, there);
    ${last.relu ? 'd = select(vec4f(0.0), d, output > vec4f(0.0));' : ''}
    scratch[page + ${last.slopes}u + n] = d;
  }
  sums[me] = total;
  storageBarrier();
  workgroupBarrier();
  if (me == 0u) {
    var all = 0.0;
    ${each(THREADS, (k) => `all += sums[${k}];`)}
    losses[now.losses + at.y * now.tiles + at.x] = all;
  }
  ${[...denses.entries()]
    .reverse()
    .map(([d, dense]) => back(dense, denses[d - 1]))
    .join('')}
}`;
}
