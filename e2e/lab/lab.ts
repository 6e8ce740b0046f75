import type { ChartFigures, ChartRequest } from '../bench/chart-page';
import type { BenchJobs, FromBench } from './worker';

/**
 * What tests and benches find on `window.lab` in the lab's page (see `openLab`). What goes into and out of
 * `page.evaluate` must be plain: load a module, call it and answer with numbers, texts and lists of them.
 */
export interface LabPage {
  /**
   * One module of the neural engine, by its path from `src/neural`:
   * `window.lab.load<typeof import('…/src/neural/engines/wasm/session')>('engines/wasm/session')`.
   * Each engine's `session` and `lstm`, all of `checks`, and networks' `layout`, `initial` and `dropout`, `backend/software` and `backend/engines`, can be loaded.
   * @throws Error naming what there is, when there is no such module.
   */
  load<Module>(path: string): Promise<Module>;
  /** Whether there is such a module. */
  has(path: string): boolean;
  /** Does one job of the bench worker in a fresh dedicated worker, as the studio trains in one. */
  bench<Name extends keyof BenchJobs>(
    name: Name,
    request: Parameters<BenchJobs[Name]>[0],
  ): Promise<Awaited<ReturnType<BenchJobs[Name]>>>;
  /** Draws a long series in this page and times it. */
  chart(request: ChartRequest): Promise<ChartFigures>;
}

declare global {
  interface Window {
    lab: LabPage;
  }
}

const HOME = '../../src/neural/';
const modules = import.meta.glob([
  '../../src/neural/engines/*/{session,lstm,device}.ts',
  '../../src/neural/{checks,session}/*.ts',
  '../../src/neural/network/{layout,initial,dropout}.ts',
  '../../src/neural/backend/{software,engines}.ts',
  '!../../src/neural/**/*.test.ts',
]);

window.lab = {
  load: async <Module>(path: string): Promise<Module> => {
    const load = modules[`${HOME}${path}.ts`];
    if (load !== undefined) return (await load()) as Module;
    const there = Object.keys(modules).map((file) => file.slice(HOME.length, -'.ts'.length));
    throw new Error(`There is no ${path} in src/neural. There are: ${there.join(', ')}.`);
  },
  has: (path) => `${HOME}${path}.ts` in modules,
  bench: (name, request) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
      worker.onerror = (event) => {
        worker.terminate();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<FromBench>) => {
        worker.terminate();
        if ('error' in data) reject(new Error(data.error));
        else resolve(data.answer as never);
      };
      worker.postMessage({ name, request });
    }),
  chart: async (request) => (await import('../bench/chart-page')).timeChart(request),
};
