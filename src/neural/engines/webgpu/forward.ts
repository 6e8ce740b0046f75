import { activated, dropout, each, HELD, type Limits, needsMemory, prelude, squash, unless } from './common';
import type { LstmPlace, Stack } from './stack';

/**
 * An LSTM layer forward through all steps. One workgroup has one network and one tile of four samples; a thread has one
 * or more columns of the weights, that is one gate of one unit, and holds them in registers when they fit. At each step
 * `row` is the input with the state before it: every thread multiplies it by its columns, then the cells go on.
 */
export function forwardShader(stack: Stack, layer: LstmPlace, limits: Limits): string {
  const { features, units, steps, rate, sequences, at } = layer;
  const columns = 4 * units;
  const rows = features + units;
  const threads = Math.min(columns, limits.threads);
  const own = Math.ceil(columns / threads);
  const held = rows * own <= HELD;
  needsMemory(16 * (rows + columns + 2 * units), layer, limits);
  const weight = (k: number | string, r: number): string => `parameters[weights + ${k} * ${columns}u + n${r}]`;
  const hand = (value: string, place: string): string => `scratch[page + ${layer.handed}u + ${place}] = ${value};`;
  const handing =
    rate === 0
      ? ''
      : sequences
        ? hand('h * mask[u]', `t * ${units}u + u`)
        : `if (t == ${steps - 1}u) { ${hand('h * mask[u]', 'u')} }`;
  const read = (t: string): string =>
    layer.input === undefined
      ? `given[givenOf(at.y, at.x) + ${t} * ${features}u + k]`
      : `scratch[page + ${layer.input}u + ${t} * ${features}u + k]`;
  return `${prelude(stack)}${squash}${rate > 0 ? dropout(stack, layer) : ''}
var<workgroup> row: array<vec4f, ${rows}>;
var<workgroup> gates: array<vec4f, ${columns}>;
var<workgroup> cell: array<vec4f, ${units}>;
${rate > 0 ? `var<workgroup> mask: array<vec4f, ${units}>;` : ''}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) at: vec3u, @builtin(local_invocation_index) me: u32) {
  if (!learns(at.y)) { return; }
  let page = pageOf(at.y, at.x);
  let weights = (now.first + at.y) * ${stack.stride}u + ${at}u;
  ${each(own, (r) => `let n${r} = min(me + ${r * threads}u, ${columns - 1}u);`)}
  ${each(own, (r) => `let bias${r} = ${weight(`${rows}u`, r)};`)}
  ${held ? each(own, (r) => each(rows, (k) => `let w${r}_${k} = ${weight(`${k}u`, r)};`)) : ''}
  for (var u = me; u < ${units}u; u += ${threads}u) {
    row[${features}u + u] = scratch[page + ${layer.states}u + u];
    cell[u] = scratch[page + ${layer.cells}u + u];
    ${rate > 0 ? 'mask[u] = maskOf(at.y, at.x, u);' : ''}
  }
  for (var k = me; k < ${features}u; k += ${threads}u) { row[k] = ${read('0u')}; }
  workgroupBarrier();
  for (var t = 0u; t < ${steps}u; t++) {
    ${each(own, (r) => `var z${r} = vec4f(bias${r});`)}
    ${
      held
        ? each(rows, (k) => `{ let v = row[${k}]; ${each(own, (r) => `z${r} += w${r}_${k} * v;`)} }`)
        : `for (var k = 0u; k < ${rows}u; k++) { let v = row[k]; ${each(own, (r) => `z${r} += ${weight('k', r)} * v;`)} }`
    }
    ${each(
      own,
      // sigmoid(z) = (1 + tanh(z / 2)) / 2
      (r) => `{
        let half = select(0.5, 1.0, n${r} / ${units}u == 2u);
        let gate = ${layer.relu === true ? `select(squash(z${r} * half) * half + (1.0 - half), max(z${r}, vec4f(0.0)), n${r} / ${units}u == 2u)` : `squash(z${r} * half) * half + (1.0 - half)`};
        ${unless((r + 1) * threads > columns, `me + ${r * threads}u >= ${columns}u`)} {
          gates[n${r}] = gate;
          scratch[page + ${layer.gates}u + t * ${columns}u + n${r}] = gate;
        }
      }`,
    )}
    workgroupBarrier();
    for (var u = me; u < ${units}u; u += ${threads}u) {
      let c = gates[${units}u + u] * cell[u] + gates[u] * gates[${2 * units}u + u];
      let h = gates[${3 * units}u + u] * ${activated('c', layer)};
      cell[u] = c;
      row[${features}u + u] = h;
      scratch[page + ${layer.cells}u + (t + 1u) * ${units}u + u] = c;
      scratch[page + ${layer.states}u + (t + 1u) * ${units}u + u] = h;
      ${handing}
    }
    // The next input comes in through the threads that have no cell.
    if (t + 1u < ${steps}u) {
      for (var k = ${threads - 1}u - me; k < ${features}u; k += ${threads}u) { row[k] = ${read('(t + 1u)')}; }
    }
    workgroupBarrier();
  }
}`;
}
