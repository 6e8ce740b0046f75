import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StudioError, toFailure } from '../base/errors';
import { checked, type ParamSchema, type ParamValues } from '../base/params';
import { decomposers } from '../decomposition';
import { models } from '../models';
import { ettInWords, evaluateEtt } from './datasets/evaluate-ett';
import { evaluateM4, type M4Report } from './datasets/evaluate-m4';
import { evaluateWithNetworks, type NetworksReport } from './datasets/evaluate-with-networks';
import { m4Sets } from './datasets/m4';

const idsOf = (family: readonly { readonly id: string }[]): string => family.map(({ id }) => id).join(', ');

const benchmarks = [...Object.keys(m4Sets), 'etth1'];

const usage = `npm run -s evaluate -- NAME --data DIR --model ID [--params JSON] [--split ID] [--periods N,N]
    [--limit N] [--seed S] [--alone] [--no-bands] [--with networks] [--out FILE] [--json]

Scores a model on a public benchmark, from the files in DIR.
  NAME      ${benchmarks.join(', ')}
  --model   ${idsOf(models)}
  --params  the model's parameters that differ from its defaults, e.g. '{"units": 16}'
  --split   the decomposition for models that want parts: ${idsOf(decomposers)}; stl unless told
  --periods seasons in steps, e.g. 24,168; the benchmark's own unless told
  --limit   score only the first N series
  --seed    of the model's chance; 1 unless told
  --alone   each series by itself, even where the model can learn from many
  --no-bands  leave out bands and their scores: learning them takes as long as forecasting again
  --with    networks: the automatic choice with a global LSTM among its members, and what that adds; --params are the LSTM's
  --out     a file for the forecasts, as rows of id,f1,f2,...
  --horizon of etth1: 96,336 unless told
  --stride  of etth1: score every N-th window of the test part; 1 unless told
  --json    one JSON object on stdout; progress goes to stderr
`;

/** The network that `--with networks` puts among the members of the automatic choice. */
const NETWORK = 'global-lstm';

const wrong = (message: string, place: string): StudioError => new StudioError('bad-input', message, { place });

async function run(): Promise<void> {
  const { name, data, recipe, horizons, stride, limit, seed, alone, bands, networks, out, json } = readArguments();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (name === 'etth1') {
    const report = await evaluateEtt({ folder: data, recipe, horizons, stride, seed, alone }, say);
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : ettInWords(report));
    return;
  }
  const set = m4Sets[name];
  if (set === undefined) throw wrong(`There is no benchmark “${name}”: take ${benchmarks.join(' or ')}.`, 'NAME');
  const request = { name, set, folder: data, recipe, limit, seed, alone, bands };
  if (networks !== undefined) {
    const { report, ids, forecasts } = await evaluateWithNetworks(request, { id: NETWORK, params: networks }, say);
    if (out !== undefined) writeFileSync(out, forecastRows(ids, forecasts));
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : withNetworksInWords(report));
    return;
  }
  const { report, ids, forecasts } = await evaluateM4(request, say);
  if (out !== undefined) writeFileSync(out, forecastRows(ids, forecasts));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
}

function readArguments() {
  const { values, positionals } = parsed();
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw wrong('Name one benchmark.', 'NAME');
  const { data, model } = values;
  if (data === undefined) throw wrong('Say with --data where the files of the benchmark are.', '--data');
  if (model === undefined) throw wrong('Say with --model what to score.', '--model');
  const params = values.params === undefined ? {} : paramsFrom(values.params);
  if (values.with !== undefined && (values.with !== 'networks' || model !== 'auto')) {
    throw wrong('--with networks goes with --model auto.', '--with');
  }
  // The automatic choice has no parameters: with networks they are the network's.
  const told = values.with === undefined ? model : NETWORK;
  const schema: ParamSchema | undefined = models.find(({ id }) => id === told)?.params;
  if (schema === undefined) throw wrong(`There is no model “${model}”: take one of ${idsOf(models)}.`, '--model');
  const unknown = Object.keys(params).find((key) => !(key in schema));
  if (unknown !== undefined) {
    throw wrong(
      `${told} has no parameter “${unknown}”; it has ${Object.keys(schema).join(', ') || 'none'}.`,
      '--params',
    );
  }
  checked(schema, params);
  return {
    name,
    data,
    recipe: {
      model: { id: model, params: values.with === undefined ? params : {} },
      ...(values.split !== undefined && {
        decomposition: { id: splitNamed(values.split), params: {} },
      }),
      ...(values.periods !== undefined && {
        periods: values.periods.split(',').map((period) => whole(period, '--periods', 2)),
      }),
    },
    horizons: (values.horizon ?? '96,336').split(',').map((horizon) => whole(horizon, '--horizon', 1)),
    stride: values.stride === undefined ? 1 : whole(values.stride, '--stride', 1),
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : whole(values.limit, '--limit', 1),
    seed: values.seed === undefined ? 1 : whole(values.seed, '--seed', 0),
    alone: values.alone === true,
    bands: values['no-bands'] !== true,
    networks: values.with === undefined ? undefined : params,
    out: values.out,
    json: values.json === true,
  };
}

function splitNamed(id: string): string {
  if (decomposers.some((member) => member.id === id)) return id;
  throw wrong(`There is no split “${id}”: take one of ${idsOf(decomposers)}.`, '--split');
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        model: { type: 'string' },
        params: { type: 'string' },
        split: { type: 'string' },
        periods: { type: 'string' },
        horizon: { type: 'string' },
        stride: { type: 'string' },
        limit: { type: 'string' },
        seed: { type: 'string' },
        alone: { type: 'boolean' },
        'no-bands': { type: 'boolean' },
        with: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrong(toFailure(error).message, 'arguments');
  }
}

function paramsFrom(text: string): ParamValues {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong(`--params must be JSON, e.g. '{"units": 16}'; this is not: ${text}`, '--params');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ParamValues;
  throw wrong(`--params must be a JSON object, e.g. '{"units": 16}'.`, '--params');
}

function whole(text: string, place: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least) return value;
  throw wrong(`${place} must be a whole number of at least ${least}, not “${text}”.`, place);
}

/** `id,f1,f2,...` with a header, eight significant digits. */
function forecastRows(ids: readonly string[], forecasts: readonly Float64Array[]): string {
  const header = ['id', ...Array.from(forecasts[0] ?? [], (_, h) => `f${h + 1}`)];
  const rows = ids.map((id, i) => [id, ...Array.from(forecasts[i] ?? [], (value) => Number(value.toPrecision(8)))]);
  return `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

function inWords({ benchmark, model, series, of, seconds, metrics }: M4Report): string {
  return [
    `${model} on ${series} of ${of} series of ${benchmark}, ${seconds} s`,
    `             sMAPE    MASE    OWA`,
    ...(
      [
        ['model', metrics.smape, metrics.mase, metrics.owa],
        ['Naive2', metrics.naive2_smape, metrics.naive2_mase, 1],
      ] as const
    ).map(
      ([name, ...figures]) => `${name.padEnd(10)}${figures.map((figure) => figure.toFixed(3).padStart(8)).join('')}`,
    ),
    ...bandsInWords(metrics),
    '',
  ].join('\n');
}

/** Coverage and mean scaled interval score of the bands, where they were learned. */
function bandsInWords({ coverage80, coverage95, msis80, msis95 }: M4Report['metrics']): readonly string[] {
  if (coverage80 === undefined || coverage95 === undefined || msis80 === undefined || msis95 === undefined) return [];
  const line = (claimed: string, held: number, score: number): string =>
    `${claimed.padEnd(10)}${held.toFixed(3).padStart(8)}${score.toFixed(3).padStart(8)}`;
  return ['band          held    MSIS', line('80 %', coverage80, msis80), line('95 %', coverage95, msis95)];
}

function withNetworksInWords({
  series,
  of,
  benchmark,
  seconds,
  metrics,
  without_networks,
  network,
}: NetworksReport): string {
  const row = (name: string, { smape, mase, owa }: typeof without_networks): string =>
    `${name.padEnd(18)}${[smape, mase, owa].map((figure) => figure.toFixed(3).padStart(8)).join('')}`;
  return [
    `auto with networks on ${series} of ${of} series of ${benchmark}, ${seconds} s (networks ${network.seconds} s)`,
    '                     sMAPE    MASE    OWA',
    row('with networks', metrics),
    row('without', without_networks),
    row('the network alone', network),
    `The network's mean share: ${Math.round(100 * network.weight)} %`,
    '',
  ].join('\n');
}

try {
  await run();
} catch (error) {
  const { code, message, next } = toFailure(error);
  process.stderr.write(`${message}${next === undefined ? '' : ` ${next}`}\n`);
  const isWrongUse = ['bad-input', 'not-found', 'unsupported', 'damaged'].includes(code);
  if (code === 'bad-input') process.stderr.write(`\n${usage}`);
  process.exitCode = isWrongUse ? 2 : 1;
}
