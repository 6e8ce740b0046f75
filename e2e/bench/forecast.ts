import { parseArgs } from 'node:util';
import { quietContext } from '../../src/base/job';
import { defaults } from '../../src/base/params';
import { seeded } from '../../src/base/random';
import { forecastSeries } from '../../src/cli/datasets/forecast';
import { threads } from '../../src/cli/threads';
import { regular } from '../../src/frame/frame';
import { smape } from '../../src/math/metrics/smape';
import { models } from '../../src/models';
import type { ModelMember, Training } from '../../src/models/types';
import { setHelpers } from '../../src/neural/engines/wasm/helpers';
import { initialRecipe } from '../../src/pipeline/recipe';
import type { Bench, BenchRun, Figure } from '../run/bench';
import { messageOf } from '../servers/found';
import { augurs, type Subject } from './forecast-augurs';
import { demoCase, type ForecastCase, m4Case } from './forecast-cases';
import { pythonFigures } from './forecast-python';

/** Series of the case, so many at most. */
const LIMIT = 24;
/** A subject stops after so many seconds; its time is the mean of what it did. */
const BUDGET = 20;

/**
 * Milliseconds per series to learn and to forecast 48 steps, and the forecasts' sMAPE: every member of the studio, augurs
 * in the same process and, with `--python PATH`, statsmodels, statsforecast and Prophet where that interpreter has them.
 * M4 Hourly with `--data DIR`, else the demo's energy data. `--limit N` series (24), `--budget S` seconds for each subject
 * (20), `--networks N` series for those that train networks (1; 0 = none), `--subject NAME` (again for several) those alone.
 */
export const forecast: Bench = async (run) => {
  const { values } = parseArgs({
    args: [...run.flags],
    options: {
      data: { type: 'string' },
      python: { type: 'string' },
      limit: { type: 'string', default: `${LIMIT}` },
      budget: { type: 'string', default: `${BUDGET}` },
      networks: { type: 'string', default: '1' },
      subject: { type: 'string', multiple: true, default: [] },
    },
  });
  const [limit, budget, networks] = [values.limit, values.budget, values.networks].map(Number);
  if (!(Number(limit) >= 1) || !(Number(budget) > 0) || !(Number(networks) >= 0))
    throw new Error('--limit, --budget and --networks are numbers: so many series, seconds and series.');
  const chosen = ({ name }: { readonly name: string }): boolean =>
    values.subject.length === 0 || values.subject.includes(name);
  const one = values.data === undefined ? demoCase(Number(limit)) : m4Case(values.data, Number(limit));
  run.say(`${one.name}: ${one.series.length} series, ${one.horizon} steps ahead`);
  setHelpers(threads);
  const figures: Figure[] = [];
  for (const member of models as readonly ModelMember[]) {
    const subject = undertone(member, one);
    if (!chosen(subject)) continue;
    const most = member.trains ? Number(networks) : one.series.length;
    if (most > 0) figures.push(...(await timed(run, one, subject, most, Number(budget))));
    if (member.trains) continue;
    const together = { name: `${subject.name}, together` };
    if (chosen(together)) figures.push(...(await timedTogether(run, one, member, together.name)));
  }
  for (const subject of (await augurs(one)).filter(chosen))
    figures.push(...(await timed(run, one, subject, one.series.length, Number(budget))));
  if (values.python !== undefined)
    figures.push(...(await pythonFigures(values.python, one, Number(budget), values.subject, run.say)));
  return figures;
};

/** A member as the studio runs it on one series. */
const undertone = ({ id, ownScale }: ModelMember, { stepMs, horizon, periods }: ForecastCase): Subject => ({
  name: `undertone ${id}`,
  forecast: async (training) => {
    const { point } = await forecastSeries(
      regular(0, stepMs, training),
      { ...initialRecipe, model: { id, params: {} }, horizon, seed: 1 },
      ownScale === true ? periods : periods.slice(0, 1),
      { ...quietContext(seeded(1)), clock: () => performance.now() },
    );
    return point;
  },
});

async function timed(
  run: BenchRun,
  one: ForecastCase,
  { name, forecast: ahead }: Subject,
  most: number,
  budget: number,
): Promise<readonly Figure[]> {
  const series = one.series.slice(0, most);
  const points: ArrayLike<number>[] = [];
  let spent = 0;
  let failed = 0;
  try {
    // The first goes once more beforehand: what is loaded and compiled for it is not counted, but where it is long.
    const warm = performance.now();
    await ahead(series[0]?.training ?? new Float64Array(0)).catch(() => undefined);
    const isLong = performance.now() - warm > 2000;
    if (isLong && most === 1) {
      run.say(`${one.name}, ${name}: ${rounded(performance.now() - warm)} ms for one series`);
      return [{ case: one.name, subject: name, value: rounded(performance.now() - warm), unit: 'ms' }];
    }
    for (const { training } of series) {
      const started = performance.now();
      try {
        points.push(await ahead(training));
      } catch (error) {
        if (failed === 0) run.say(`${one.name}, ${name} has no forecast for a series: ${messageOf(error)}`);
        failed++;
        points.push([]);
      }
      spent += performance.now() - started;
      if (spent > 1000 * budget) break;
    }
  } catch (error) {
    run.say(`${name} is left out: ${messageOf(error)}`);
    return [];
  }
  return reported(run, one, name, spent / points.length, points, failed);
}

async function timedTogether(
  run: BenchRun,
  { name, stepMs, horizon, periods, series }: ForecastCase,
  member: ModelMember,
  subject: string,
): Promise<readonly Figure[]> {
  const forecaster = await member.load();
  if (forecaster.fitTogether === undefined) return [];
  const ctx = quietContext(seeded(1));
  const trainings: Training[] = series.map(({ training }) => ({
    history: { frame: regular(0, stepMs, training), period: periods.at(-1) ?? 1, periods },
    validation: 0,
    horizon,
  }));
  const started = performance.now();
  const fitted = await forecaster.fitTogether(trainings, defaults(member.params), ctx);
  const points: ArrayLike<number>[] = [];
  for (const [i, { history }] of trainings.entries()) {
    const forecasts = await fitted[i]?.predict({ histories: [history], horizon }, ctx);
    points.push(forecasts?.[0]?.point ?? []);
    fitted[i]?.dispose();
  }
  const spent = performance.now() - started;
  const failed = points.filter((point) => point.length === 0).length;
  return reported(run, { name, stepMs, horizon, periods, series }, subject, spent / series.length, points, failed);
}

/** The time, and the sMAPE where every series of the case has its forecast: figures of other series cannot be compared. */
function reported(
  run: BenchRun,
  one: ForecastCase,
  subject: string,
  ms: number,
  points: readonly ArrayLike<number>[],
  failed: number,
): readonly Figure[] {
  const time = { case: one.name, subject, value: rounded(ms), unit: 'ms' };
  const done = `${points.length} of ${one.series.length} series${failed > 0 ? `, ${failed} without a forecast` : ''}`;
  if (failed > 0 || points.length < one.series.length) {
    run.say(`${one.name}, ${subject}: ${time.value} ms a series (${done})`);
    return [time];
  }
  const error = accuracy(one, points);
  run.say(`${one.name}, ${subject}: ${time.value} ms a series, sMAPE ${error}`);
  return [time, { case: one.name, subject, value: error, unit: 'sMAPE' }];
}

/** The mean sMAPE of forecasts of all the case's series. */
const accuracy = ({ series }: ForecastCase, points: readonly ArrayLike<number>[]): number =>
  rounded(
    series.reduce((sum, { test }, i) => sum + smape(test, Float64Array.from(points[i] ?? [])), 0) / series.length,
  );

const rounded = (value: number): number => Number(value.toPrecision(4));
