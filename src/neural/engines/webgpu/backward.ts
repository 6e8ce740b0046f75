import {
  activated,
  activatedSlope,
  dropout,
  each,
  HELD,
  type Limits,
  needsMemory,
  prelude,
  squash,
  unless,
} from './common';
import type { LstmPlace, Stack } from './stack';

/**
 * An LSTM layer back through all steps: leaves the gradients of the gates' sums in the gates' place, and that of the
 * input where the layer below looks for it. One workgroup has one network and one tile. At each step the threads first
 * turn the gradient of the states into that of the gates, a unit each; then they multiply it by the transposed weights,
 * every thread one or more rows over one part of the columns. The parts are added up where they are needed.
 */
export function backwardShader(stack: Stack, layer: LstmPlace, limits: Limits): string {
  const { features, units, steps, rate, below, start } = layer;
  const columns = 4 * units;
  const inputs = below === undefined ? 0 : features;
  const rows = inputs + units;
  const threads = Math.min(columns, limits.threads);
  const parts = partsOf(layer, rows, limits);
  const lanes = threads / parts;
  const own = Math.ceil(rows / lanes);
  const length = columns / parts;
  const held = length * own <= HELD;
  const weight = (j: number | string, r: number): string =>
    `parameters[weights + (head + ${j}) * ${features + units}u + k${r}]`;
  const sum = (row: string): string =>
    Array.from({ length: parts }, (_, p) => `partial[${p * rows}u + ${row}]`).join(' + ');
  const put = (place: string): string =>
    below === undefined
      ? ''
      : `for (var k = ${threads - 1}u - me; k < ${features}u; k += ${threads}u) { scratch[page + ${below}u + ${place} * ${features}u + k] = ${sum('k')}; }`;
  const above = `scratch[page + ${layer.above}u + ${layer.sequences ? `t * ${units}u + ` : ''}u]${rate > 0 ? ' * mask[u]' : ''}`;
  return `${prelude(stack)}${squash}${rate > 0 ? dropout(stack, layer) : ''}
var<workgroup> dz: array<vec4f, ${columns}>;
var<workgroup> partial: array<vec4f, ${parts * rows}>;
var<workgroup> dc: array<vec4f, ${units}>;
${rate > 0 ? `var<workgroup> mask: array<vec4f, ${units}>;` : ''}

// Gradients that vanish would become denormals, which some processors are slow on.
fn flushed(x: vec4f) -> vec4f { return select(x, vec4f(0.0), abs(x) < vec4f(1e-18)); }

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.y)) { return; }
  let page = pageOf(at.y, at.x);
  let weights = (now.first + at.y) * ${stack.stride}u + ${layer.mirror}u;
  let part = me / ${lanes}u;
  let head = part * ${length}u;
  // The input's rows come first in the weights, and are passed over where nobody wants its gradient.
  ${each(own, (r) => `let k${r} = min(me % ${lanes}u + ${r * lanes}u, ${rows - 1}u) + ${features - inputs}u;`)}
  ${held ? each(own, (r) => each(length, (j) => `let w${r}_${j} = ${weight(`${j}u`, r)};`)) : ''}
  for (var k = me; k < ${parts * rows}u; k += ${threads}u) { partial[k] = vec4f(0.0); }
  for (var u = me; u < ${units}u; u += ${threads}u) {
    dc[u] = vec4f(0.0);
    ${rate > 0 ? 'mask[u] = maskOf(at.y, at.x, u);' : ''}
  }
  workgroupBarrier();
  for (var s = 0u; s < ${steps}u; s++) {
    let t = ${steps - 1}u - s;
    for (var u = me; u < ${units}u; u += ${threads}u) {
      let gate = page + ${layer.gates}u + t * ${columns}u + u;
      let i = scratch[gate];
      let f = scratch[gate + ${units}u];
      let c = scratch[gate + ${2 * units}u];
      let o = scratch[gate + ${3 * units}u];
      let before = scratch[page + ${layer.cells}u + t * ${units}u + u];
      let after = scratch[page + ${layer.cells}u + (t + 1u) * ${units}u + u];
      let squashed = ${activated('after', layer)};
      var dh = flushed(${sum(`${inputs}u + u`)});
      ${layer.sequences ? `dh += ${above};` : `if (s == 0u) { dh += ${above}; }`}
      let d = dc[u] + dh * o * ${activatedSlope('squashed', layer)};
      let di = d * c * i * (1.0 - i);
      let df = d * before * f * (1.0 - f);
      let dg = d * i * ${activatedSlope('c', layer)};
      let dout = dh * squashed * o * (1.0 - o);
      dc[u] = flushed(d * f);
      dz[u] = di;
      dz[${units}u + u] = df;
      dz[${2 * units}u + u] = dg;
      dz[${3 * units}u + u] = dout;
      scratch[gate] = di;
      scratch[gate + ${units}u] = df;
      scratch[gate + ${2 * units}u] = dg;
      scratch[gate + ${3 * units}u] = dout;
    }
    ${below === undefined ? '' : `if (s > 0u) { ${put('(t + 1u)')} }`}
    workgroupBarrier();
    ${each(own, (r) => `var sum${r} = vec4f(0.0);`)}
    ${
      held
        ? each(length, (j) => `{ let d = dz[head + ${j}u]; ${each(own, (r) => `sum${r} += w${r}_${j} * d;`)} }`)
        : `for (var j = 0u; j < ${length}u; j++) { let d = dz[head + j]; ${each(own, (r) => `sum${r} += ${weight('j', r)} * d;`)} }`
    }
    ${each(own, (r) => `${unless((r + 1) * lanes > rows, `me % ${lanes}u + ${r * lanes}u >= ${rows}u`)} { partial[part * ${rows}u + k${r} - ${features - inputs}u] = sum${r}; }`)}
    workgroupBarrier();
  }
  ${put('0u')}
  ${
    start === undefined
      ? ''
      : `for (var u = me; u < ${units}u; u += ${threads}u) {
    scratch[page + ${start}u + u] = ${sum(`${inputs}u + u`)};
    scratch[page + ${start + units}u + u] = dc[u];
  }`
  }
}`;
}

/** How many parts the columns are multiplied in: as many as the workgroup's memory holds, four at most. */
function partsOf(layer: LstmPlace, rows: number, limits: Limits): number {
  const bytes = (parts: number): number => 16 * (6 * layer.units + parts * rows);
  const parts = [4, 2].find((n) => bytes(n) <= limits.memory);
  if (parts === undefined) needsMemory(bytes(1), layer, limits);
  return parts ?? 1;
}
