import { timeComposite, timeStep } from '../bench/lstm-undertone';

/** What the bench worker can do, each job in a worker of its own. */
const jobs = {
  timeStep,
  timeComposite,
  timeTfjs: async (request: Parameters<typeof import('../bench/lstm-tfjs')['timeTfjs']>[0]): Promise<number> =>
    (await import('../bench/lstm-tfjs')).timeTfjs(request),
};
export type BenchJobs = typeof jobs;
export type FromBench = { readonly answer: unknown } | { readonly error: string };

self.onmessage = async ({ data }: MessageEvent<{ name: keyof BenchJobs; request: never }>) => {
  const post = (message: FromBench): void => self.postMessage(message);
  try {
    post({ answer: await jobs[data.name](data.request) });
  } catch (error) {
    post({ error: inWords(error) });
  }
};

/** An error with its causes. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nbecause of ${inWords(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
