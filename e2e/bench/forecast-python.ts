import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { smape } from '../../src/math/metrics/smape';
import type { Figure } from '../run/bench';
import type { ForecastCase } from './forecast-cases';

/** What `forecast_peers.py` answers, a line each. */
type Answer =
  | { readonly lacking: string }
  | {
      readonly subject: string;
      readonly ms: number;
      readonly points: readonly (readonly number[])[];
      readonly failed: number;
    };

/** The figures of the packages that an interpreter has; what it lacks, or that it does not start, is said. */
export async function pythonFigures(
  python: string,
  one: ForecastCase,
  budget: number,
  subjects: readonly string[],
  say: (words: string) => void,
): Promise<readonly Figure[]> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', NUMBA_NUM_THREADS: '1' };
  const child = spawn(python, [join(import.meta.dirname, 'forecast_peers.py')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env,
  });
  let fault: string | undefined;
  for (const end of [child, child.stdin]) end.on('error', (error) => (fault = error.message));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const { stepMs, horizon, periods, series } = one;
  const training = series.map((each) => [...each.training]);
  child.stdin.end(JSON.stringify({ stepMs, horizon, periods, series: training, budget, subjects }));
  const figures: Figure[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = JSON.parse(line) as Answer;
    if ('lacking' in answer) {
      say(`${python} has nothing for: ${answer.lacking}.`);
      continue;
    }
    const { subject, ms, points, failed } = answer;
    const done = `${points.length} of ${series.length} series${failed > 0 ? `, ${failed} without a forecast` : ''}`;
    say(`${one.name}, ${subject}: ${ms} ms a series (${done})`);
    figures.push({ case: one.name, subject, value: ms, unit: 'ms' });
    if (failed > 0 || points.length < series.length) continue;
    const errors = series.map(({ test }, i) => smape(test, Float64Array.from(points[i] ?? [])));
    const value = Number((errors.reduce((sum, error) => sum + error, 0) / errors.length).toPrecision(4));
    figures.push({ case: one.name, subject, value, unit: 'sMAPE' });
  }
  const code = await ended;
  if (fault !== undefined || code !== 0) say(`${python} ended early: ${fault ?? `exit code ${code}`}`);
  return figures;
}
