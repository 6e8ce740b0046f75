import { sigmoid, tanh } from './squash';
import { flushed, madd, nmadd, splat } from './vector';

/**
 * Kernels of one LSTM layer over a tile of 8 rows of the batch and all steps. Everything is [step][line][8 floats]: the
 * rows of the batch lie side by side, so no size but the batch needs to be a multiple of anything.
 *
 * `lines` of a step: its features, the state of the step before, a line of ones, zeros up to a multiple of 6. So one
 * product gives input, recurrent and bias. Weights are [unit][line][gate]; gates of a unit are i, f, c, o, 32 bytes each.
 */

/** What vanishing gradients are rounded against: below a ten-millionth of this they become zero, not denormal. */
const FLUSH: f32 = 1e-18;

/** Steps of which the gates' gradients wait before they go into the weights' gradients. */
const CHUNK: i32 = 16;

/**
 * All steps forward.
 * @param weights [units][stride / 16][4 gates]; `stride` bytes a unit.
 * @param depth lines that count: features + units + 1.
 * @param lines the first step's lines, `lineStep` bytes a step; states are written `stateAt` bytes into the next step's.
 * @param cells slot 0 holds the cell before the first step; slots of units x 32 bytes.
 * @param squashed tanh of each step's cell; with `relu`, here and of the cell's input, what is above zero.
 * @param out where states go, times `mask` unless that is 0: every step, `outStep` bytes apart, from step `outFrom` on.
 */
export function lstmForward(
  weights: usize, stride: usize, units: i32, depth: i32, steps: i32,
  lines: usize, lineStep: usize, stateAt: usize,
  gates: usize, gateStep: usize, cells: usize, squashed: usize,
  out: usize, outStep: usize, outFrom: i32, mask: usize, relu: bool,
): void {
  const cellStep = <usize>units << 5;
  for (let t = 0; t < steps; t++) {
    let w = weights;
    let z = gates;
    let h = lines + lineStep + stateAt;
    for (let offset: usize = 0; offset < cellStep; offset += 32) {
      let a = w;
      let b = lines;
      const end = b + (<usize>depth << 5);
      let i0 = f32x4.splat(0), i1 = i0, f0 = i0, f1 = i0, c0 = i0, c1 = i0, o0 = i0, o1 = i0;
      do {
        const x0 = v128.load(b);
        const x1 = v128.load(b, 16);
        const wi = splat(a);
        i0 = madd(wi, x0, i0);
        i1 = madd(wi, x1, i1);
        const wf = splat(a + 4);
        f0 = madd(wf, x0, f0);
        f1 = madd(wf, x1, f1);
        const wc = splat(a + 8);
        c0 = madd(wc, x0, c0);
        c1 = madd(wc, x1, c1);
        const wo = splat(a + 12);
        o0 = madd(wo, x0, o0);
        o1 = madd(wo, x1, o1);
        a += 16;
        b += 32;
      } while (b < end);
      gated(i0, f0, c0, o0, z, cells + offset, cellStep, squashed + offset, h, relu);
      gated(i1, f1, c1, o1, z + 16, cells + offset + 16, cellStep, squashed + offset + 16, h + 16, relu);
      w += stride;
      z += 128;
      h += 32;
    }
    if (t >= outFrom) handOut(lines + lineStep + stateAt, out, mask, cellStep);
    lines += lineStep;
    gates += gateStep;
    cells += cellStep;
    squashed += cellStep;
    if (t >= outFrom) out += outStep;
  }
}

/** One unit of four rows: gates from their sums, the cell after this step, and the state. */
@inline
function gated(
  i: v128, f: v128, c: v128, o: v128,
  z: usize, cell: usize, cellStep: usize, squashed: usize, h: usize, relu: bool,
): void {
  const input = sigmoid(i);
  v128.store(z, input);
  const change = activated(c, relu);
  v128.store(z, change, 64);
  const forget = sigmoid(f);
  v128.store(z, forget, 32);
  const output = sigmoid(o);
  v128.store(z, output, 96);
  const next = madd(forget, v128.load(cell), f32x4.mul(input, change));
  v128.store(cell + cellStep, next);
  const outward = activated(next, relu);
  v128.store(squashed, outward);
  v128.store(h, f32x4.mul(output, outward));
}

/** What the cell's input and output go through. */
@inline
function activated(x: v128, relu: bool): v128 {
  if (relu) return f32x4.max(f32x4.splat(0), x);
  return tanh(x);
}

function handOut(h: usize, out: usize, mask: usize, bytes: usize): void {
  if (mask == 0) memory.copy(out, h, bytes);
  else for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, f32x4.mul(v128.load(h + k), v128.load(mask + k)));
}

/**
 * All steps backward: gates become the gradients of their sums in place, lanes of the weights' gradients grow in `sums`.
 * @param back the weights once more, by `lstmTurn`: [tile of 6 lines][unit][gate][6].
 * @param tiles how many of these; their lines begin at `features` when `dLineStep` is 0, else at 0.
 * @param dLines gradients of the lines, `dLineStep` bytes a step, `dStateAt` bytes to those of the state; one slot more
 *   than steps, or a single one when the step is 0: then only states' gradients are kept, for one step.
 * @param above gradients of what was handed out, from step `aboveFrom` on, before `mask`.
 * @param dCell gradients of the cell: zero (or given) at the start, of the cell before the first step at the end.
 * @param toStart also the gradients of the first step's lines are wanted.
 * @returns the first step that has a gradient: where all gradients have vanished, earlier steps need no work.
 */
export function lstmBackward(
  units: i32, steps: i32, lines: usize, lineStep: usize, lineTiles: i32,
  gates: usize, gateStep: usize, cells: usize, squashed: usize,
  back: usize, tiles: i32, dLines: usize, dLineStep: usize, dStateAt: usize,
  above: usize, aboveStep: usize, aboveFrom: i32, mask: usize,
  dCell: usize, sums: usize, toStart: bool, relu: bool,
): i32 {
  const cellStep = <usize>units << 5;
  const slot = <usize>tiles * 192;
  memory.fill(dLines + <usize>steps * dLineStep, 0, slot);
  let until = steps;
  for (let t = steps - 1; t >= 0; t--) {
    const z = gates + <usize>t * gateStep;
    const at = <usize>t * cellStep;
    const given = t >= aboveFrom ? above + <usize>(t - aboveFrom) * aboveStep : 0;
    const alive = gatesBack(
      cellStep, z, cells + at, squashed + at, dCell, dLines + <usize>(t + 1) * dLineStep + dStateAt, given, mask,
      relu,
    );
    const d = dLines + <usize>t * dLineStep;
    if (t > 0 || toStart) linesBack(back, units << 2, tiles, z, d);
    // A chunk is through, or nothing is left to come.
    const last = t == 0 || (!alive && t <= aboveFrom);
    if (last || until - t == CHUNK) {
      weightsBack(sums, units, lineTiles, until - t, z, gateStep, lines + <usize>t * lineStep, lineStep);
      until = t;
    }
    if (last) {
      if (t > 0 && dLineStep > 0) for (let s = 0; s < t; s++) memory.fill(dLines + <usize>s * dLineStep, 0, slot);
      if (t > 0 && dLineStep == 0) memory.fill(dLines, 0, slot);
      return t;
    }
  }
  return 0;
}

/** One step: the gates' gradients in their place, the cell's for the step before. Are any of them not zero? */
function gatesBack(
  bytes: usize, z: usize, before: usize, squashed: usize, dCell: usize, dState: usize, above: usize, mask: usize,
  relu: bool,
): bool {
  const one = f32x4.splat(1);
  const flush = f32x4.splat(FLUSH);
  const zero = f32x4.splat(0);
  let any = zero;
  for (let k: usize = 0; k < bytes; k += 16) {
    let dh = v128.load(dState + k);
    if (above) {
      const given = v128.load(above + k);
      dh = f32x4.add(dh, mask ? f32x4.mul(given, v128.load(mask + k)) : given);
    }
    dh = flushed(dh, flush);
    // A unit's gates take 128 bytes, 16 of each for the first four rows.
    const g = z + ((k >> 5) << 7) + (k & 16);
    const outward = v128.load(squashed + k);
    const o = v128.load(g, 96);
    v128.store(g, f32x4.mul(f32x4.mul(dh, outward), nmadd(o, o, o)), 96);
    const flowing = v128.load(dCell + k);
    const dOutward = f32x4.mul(dh, o);
    const d = relu
      ? f32x4.add(v128.and(dOutward, f32x4.gt(outward, zero)), flowing)
      : madd(dOutward, nmadd(outward, outward, one), flowing);
    const i = v128.load(g);
    const c = v128.load(g, 64);
    const f = v128.load(g, 32);
    const dc = flushed(f32x4.mul(d, f), flush);
    v128.store(dCell + k, dc);
    v128.store(g, f32x4.mul(f32x4.mul(d, c), nmadd(i, i, i)));
    v128.store(g, f32x4.mul(f32x4.mul(d, v128.load(before + k)), nmadd(f, f, f)), 32);
    const di = f32x4.mul(d, i);
    v128.store(g, relu ? v128.and(di, f32x4.gt(c, zero)) : f32x4.mul(di, nmadd(c, c, one)), 64);
    any = v128.or(any, v128.or(dh, dc));
  }
  return v128.any_true(any);
}

/** Gradients of a step's lines from those of its gates: 6 lines at a time, over all gates. */
function linesBack(back: usize, gates: i32, tiles: i32, z: usize, d: usize): void {
  const end = z + (<usize>gates << 5);
  let a = back;
  for (let tile = 0; tile < tiles; tile++) {
    let b = z;
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
    let s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
    do {
      const z0 = v128.load(b);
      const z1 = v128.load(b, 16);
      const w0 = splat(a);
      s00 = madd(w0, z0, s00);
      s01 = madd(w0, z1, s01);
      const w1 = splat(a + 4);
      s10 = madd(w1, z0, s10);
      s11 = madd(w1, z1, s11);
      const w2 = splat(a + 8);
      s20 = madd(w2, z0, s20);
      s21 = madd(w2, z1, s21);
      const w3 = splat(a + 12);
      s30 = madd(w3, z0, s30);
      s31 = madd(w3, z1, s31);
      const w4 = splat(a + 16);
      s40 = madd(w4, z0, s40);
      s41 = madd(w4, z1, s41);
      const w5 = splat(a + 20);
      s50 = madd(w5, z0, s50);
      s51 = madd(w5, z1, s51);
      a += 24;
      b += 32;
    } while (b < end);
    v128.store(d, s00);
    v128.store(d, s01, 16);
    v128.store(d, s10, 32);
    v128.store(d, s11, 48);
    v128.store(d, s20, 64);
    v128.store(d, s21, 80);
    v128.store(d, s30, 96);
    v128.store(d, s31, 112);
    v128.store(d, s40, 128);
    v128.store(d, s41, 144);
    v128.store(d, s50, 160);
    v128.store(d, s51, 176);
    d += 192;
  }
}

/**
 * Gradients of the weights from some steps: `sums` [unit][line][gate][4 lanes] grow by line times gate, lane by lane, 6
 * lines by 2 gates at a time. The two halves of the tile come one after the other: that leaves registers free.
 */
function weightsBack(
  sums: usize, units: i32, tiles: i32, steps: i32, z: usize, gateStep: usize, lines: usize, lineStep: usize,
): void {
  const stride = <usize>tiles * 384;
  for (let tile = 0; tile < tiles; tile++) {
    let s = sums;
    let pair = z;
    for (let j = units << 1; j > 0; j--) {
      let s00 = v128.load(s), s01 = v128.load(s, 16);
      let s10 = v128.load(s, 64), s11 = v128.load(s, 80);
      let s20 = v128.load(s, 128), s21 = v128.load(s, 144);
      let s30 = v128.load(s, 192), s31 = v128.load(s, 208);
      let s40 = v128.load(s, 256), s41 = v128.load(s, 272);
      let s50 = v128.load(s, 320), s51 = v128.load(s, 336);
      for (let half: usize = 0; half < 32; half += 16) {
        let p = pair + half;
        let x = lines + half;
        const end = p + <usize>steps * gateStep;
        do {
          const z0 = v128.load(p);
          const z1 = v128.load(p, 32);
          const x0 = v128.load(x);
          s00 = madd(x0, z0, s00);
          s01 = madd(x0, z1, s01);
          const x1 = v128.load(x, 32);
          s10 = madd(x1, z0, s10);
          s11 = madd(x1, z1, s11);
          const x2 = v128.load(x, 64);
          s20 = madd(x2, z0, s20);
          s21 = madd(x2, z1, s21);
          const x3 = v128.load(x, 96);
          s30 = madd(x3, z0, s30);
          s31 = madd(x3, z1, s31);
          const x4 = v128.load(x, 128);
          s40 = madd(x4, z0, s40);
          s41 = madd(x4, z1, s41);
          const x5 = v128.load(x, 160);
          s50 = madd(x5, z0, s50);
          s51 = madd(x5, z1, s51);
          p += gateStep;
          x += lineStep;
        } while (p < end);
      }
      v128.store(s, s00);
      v128.store(s, s01, 16);
      v128.store(s, s10, 64);
      v128.store(s, s11, 80);
      v128.store(s, s20, 128);
      v128.store(s, s21, 144);
      v128.store(s, s30, 192);
      v128.store(s, s31, 208);
      v128.store(s, s40, 256);
      v128.store(s, s41, 272);
      v128.store(s, s50, 320);
      v128.store(s, s51, 336);
      pair += 64;
      // Two gates on, or from the third gate to the first of the next unit.
      s += j & 1 ? stride - 32 : 32;
    }
    sums += 384;
    lines += 192;
  }
}

/** Weights turned for the way back: `count` lines from `first` on, in tiles of 6 (what is over stays as it was, zero). */
export function lstmTurn(weights: usize, stride: usize, units: i32, first: i32, count: i32, back: usize): void {
  for (let k = 0; k < count; k += 6) {
    const some = min(6, count - k);
    let from = weights + (<usize>(first + k) << 4);
    for (let j = 0; j < units; j++) {
      for (let line = 0; line < some; line++) {
        const to = back + (<usize>line << 2);
        const four = v128.load(from + (<usize>line << 4));
        store<f32>(to, f32x4.extract_lane(four, 0));
        store<f32>(to, f32x4.extract_lane(four, 1), 24);
        store<f32>(to, f32x4.extract_lane(four, 2), 48);
        store<f32>(to, f32x4.extract_lane(four, 3), 72);
      }
      back += 96;
      from += stride;
    }
  }
}
