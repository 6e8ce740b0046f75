import { parseArgs } from 'node:util';
import { type BackendId, backendIds } from '../../src/neural/backend/backends';
import { type Lab, openLab } from '../lab/open';
import type { Bench, BenchRun, Figure } from '../run/bench';
import { messageOf } from '../servers/found';
import { BUDGET, cases, composite, type LstmCase } from './lstm-cases';
import { endPeers, type Peer, startPeers } from './lstm-python';

/** Each subject has as many goes at a case, in turns with the others; the best counts. */
const ROUNDS = 2;
const NATIVE = ['pytorch 1 thread', 'keras 1 thread'];

/**
 * Milliseconds per training step of an LSTM network, forward, backward and Adam: Undertone's engines, stock tfjs in the
 * same page and, with `--python PATH` (again, or with commas, for several), PyTorch and Keras on one thread. Seconds for
 * a composite's three networks. `--case NAME` runs that case alone, `--engine ID` (wasm, webgpu, webgl, cpu) that engine of
 * Undertone's;
 * `--software-webgpu` takes WebGPU without a GPU.
 */
export const lstm: Bench = async (run) => {
  const { values } = parseArgs({
    args: [...run.flags],
    options: {
      python: { type: 'string', multiple: true, default: [] },
      case: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', multiple: true, default: [] },
      'software-webgpu': { type: 'boolean', default: false },
    },
  });
  const unknown = values.case.filter((name) => ![...cases, composite].some((known) => known.name === name));
  if (unknown.length > 0)
    throw new Error(`No case ${unknown}. There are: ${[...cases, composite].map(({ name }) => name).join(', ')}.`);
  const chosen = (name: string): boolean => values.case.length === 0 || values.case.includes(name);
  const software = values['software-webgpu'];
  const lab = await openLab({ webgpu: software ? true : 'hardware' });
  try {
    const { gpu, webgl } = await graphics(lab, run, software);
    const usual: readonly BackendId[] = [
      'wasm',
      ...(gpu ? ['webgpu' as const] : []),
      ...(webgl ? ['webgl' as const] : []),
    ];
    const engines = values.engine.length > 0 ? backendIds.filter((id) => values.engine.includes(id)) : usual;
    const tfjs = (['wasm', 'webgl', 'webgpu'] as const).filter(
      (id) => id === 'wasm' || (id === 'webgl' ? webgl : gpu && !software),
    );
    const peers: Peer[] = [];
    for (const python of values.python.flatMap((paths) => paths.split(','))) {
      const wanted = NATIVE.filter((subject) => !peers.some((peer) => peer.subject === subject));
      peers.push(...(await startPeers(python, wanted, run.say)));
    }
    const figures: Figure[] = [];
    for (const { subject, ask } of peers) {
      await orSay(run, subject, async () => {
        figures.push({ case: 'imports', subject, value: rounded(await ask({ kind: 'imports' })), unit: 's' });
      });
    }
    for (const size of cases.filter(({ name }) => chosen(name))) {
      figures.push(...(await oneCase(lab, run, size, engines, tfjs, peers)));
    }
    if (chosen(composite.name)) figures.push(...(await wholeComposite(lab, run, peers)));
    return figures;
  } finally {
    endPeers();
    await lab.close();
  }
};

/** Whether a real GPU computes WebGPU and WebGL here; names it. */
async function graphics(lab: Lab, run: BenchRun, software: boolean): Promise<{ gpu: boolean; webgl: boolean }> {
  const found = await lab.page.evaluate(async () => {
    const { obstacle } = await window.lab.load<typeof import('../../src/neural/backend/software')>('backend/software');
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return {
      name: [info?.vendor, info?.architecture, info?.device, info?.description].filter(Boolean).join(' '),
      webgpu: (await obstacle('webgpu'))?.reason,
      webgl: (await obstacle('webgl'))?.reason,
    };
  });
  const gpu = software || found.webgpu === undefined;
  if (gpu) run.machine(`WebGPU: ${found.name}`);
  else run.say(`WebGPU is left out: ${found.webgpu}`);
  return { gpu, webgl: found.webgl === undefined };
}

async function oneCase(
  { page }: Lab,
  run: BenchRun,
  size: LstmCase,
  engines: readonly BackendId[],
  tfjs: readonly ('wasm' | 'webgl' | 'webgpu')[],
  peers: readonly Peer[],
): Promise<readonly Figure[]> {
  const { name } = size;
  const best = new Map<string, number>();
  const dispatches: Figure[] = [];
  const keep = (subject: string, ms: number): void => {
    run.say(`${name}, ${subject}: ${rounded(ms)} ms a step`);
    best.set(subject, Math.min(ms, best.get(subject) ?? Number.POSITIVE_INFINITY));
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const engine of engines) {
      const subject = `undertone ${engine}`;
      const figures = await page.evaluate((request) => window.lab.bench('timeStep', request), { engine, size });
      keep(subject, figures.ms);
      if (round === 0 && figures.dispatches > 0)
        dispatches.push({ case: name, subject, value: figures.dispatches, unit: 'dispatches' });
    }
    for (const { subject, ask } of peers) {
      await orSay(run, subject, async () => keep(subject, await ask({ kind: 'step', case: size, budget: BUDGET })));
    }
    for (const backend of tfjs) {
      const subject = `tfjs ${backend}`;
      // A step of the greater cases takes seconds: once will do.
      if ((best.get(subject) ?? 0) > BUDGET) continue;
      const time = () => page.evaluate((request) => window.lab.bench('timeTfjs', request), { backend, size });
      await orSay(run, subject, async () => keep(subject, await time()));
    }
  }
  compare(run, size, best);
  return [
    ...[...best].map(([subject, ms]) => ({ case: name, subject, value: rounded(ms), unit: 'ms' })),
    ...[...best]
      .filter(([subject]) => subject.startsWith('undertone'))
      .map(([subject, ms]) => ({ case: name, subject, value: rounded(size.mflop / ms), unit: 'GFLOP/s' })),
    ...dispatches,
  ];
}

/** Says how Undertone fares beside the better native peer and beside tfjs. */
function compare({ say }: BenchRun, { name, wanted }: LstmCase, best: ReadonlyMap<string, number>): void {
  const native = Math.min(...NATIVE.map((subject) => best.get(subject) ?? Number.POSITIVE_INFINITY));
  for (const [subject, ms] of best) {
    if (!subject.startsWith('undertone')) continue;
    const goal = subject === 'undertone wasm' ? ` (wanted: at most ${wanted})` : '';
    if (native < Number.POSITIVE_INFINITY)
      say(`${name}: ${subject} takes ${rounded(ms / native)} times the better native peer's time${goal}`);
    for (const [other, otherMs] of best) {
      if (other.startsWith('tfjs')) say(`${name}: ${subject} is ${rounded(otherMs / ms)} times as fast as ${other}`);
    }
  }
}

async function wholeComposite({ page }: Lab, run: BenchRun, peers: readonly Peer[]): Promise<readonly Figure[]> {
  const [size] = cases as readonly [LstmCase];
  const { name, networks, epochs } = composite;
  const best = new Map<string, number>();
  const keep = (subject: string, seconds: number): void => {
    run.say(`${name}, ${subject}: ${rounded(seconds)} s`);
    best.set(subject, Math.min(seconds, best.get(subject) ?? Number.POSITIVE_INFINITY));
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const workers of [1, 2]) {
      const subject = workers === 1 ? 'undertone wasm, 1 worker' : 'undertone wasm';
      keep(subject, await page.evaluate((request) => window.lab.bench('timeComposite', request), { workers }));
    }
    for (const { subject, ask } of peers) {
      await orSay(run, subject, async () => keep(subject, await ask({ kind: 'whole', case: size, networks, epochs })));
    }
  }
  return [...best].map(([subject, seconds]) => ({ case: name, subject, value: rounded(seconds), unit: 's' }));
}

/** A peer that fails is left out, in words; Undertone failing ends the bench. */
async function orSay({ say }: BenchRun, subject: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    say(`${subject} is left out: ${messageOf(error)}`);
  }
}

const rounded = (value: number): number => Number(value.toPrecision(4));
