import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StudioError, toFailure } from '../base/errors';
import { checked, type ParamSchema, type ParamValues } from '../base/params';
import { decomposers } from '../decomposition';
import { models } from '../models';
import { evaluateM4, type M4Report } from './datasets/evaluate-m4';
import { m4Sets } from './datasets/m4';

const idsOf = (family: readonly { readonly id: string }[]): string => family.map(({ id }) => id).join(', ');

const usage = `npm run -s evaluate -- NAME --data DIR --model ID [--params JSON] [--split ID] [--periods N,N]
    [--limit N] [--seed S] [--alone] [--out FILE] [--json]

Scores a model on a public benchmark, from the files in DIR.
  NAME      ${Object.keys(m4Sets).join(', ')}
  --model   ${idsOf(models)}
  --params  the model's parameters that differ from its defaults, e.g. '{"units": 16}'
  --split   the decomposition for models that want parts: ${idsOf(decomposers)}; stl unless told
  --periods seasons in steps, e.g. 24,168; the benchmark's own unless told
  --limit   score only the first N series
  --seed    of the model's chance; 1 unless told
  --alone   each series by itself, even where the model can learn from many
  --out     a file for the forecasts, as rows of id,f1,f2,...
  --json    one JSON object on stdout; progress goes to stderr
`;

const wrong = (message: string, place: string): StudioError => new StudioError('bad-input', message, { place });

async function run(): Promise<void> {
  const { name, data, recipe, limit, seed, alone, out, json } = readArguments();
  const set = m4Sets[name];
  if (set === undefined)
    throw wrong(`There is no benchmark “${name}”: take ${Object.keys(m4Sets).join(' or ')}.`, 'NAME');
  const { report, ids, forecasts } = await evaluateM4({ name, set, folder: data, recipe, limit, seed, alone }, (line) =>
    process.stderr.write(`${line}\n`),
  );
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
  const schema: ParamSchema | undefined = models.find(({ id }) => id === model)?.params;
  if (schema === undefined) throw wrong(`There is no model “${model}”: take one of ${idsOf(models)}.`, '--model');
  const unknown = Object.keys(params).find((key) => !(key in schema));
  if (unknown !== undefined) {
    throw wrong(
      `${model} has no parameter “${unknown}”; it has ${Object.keys(schema).join(', ') || 'none'}.`,
      '--params',
    );
  }
  checked(schema, params);
  return {
    name,
    data,
    recipe: {
      model: { id: model, params },
      ...(values.split !== undefined && {
        decomposition: { id: splitNamed(values.split), params: {} },
      }),
      ...(values.periods !== undefined && {
        periods: values.periods.split(',').map((period) => whole(period, '--periods', 2)),
      }),
    },
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : whole(values.limit, '--limit', 1),
    seed: values.seed === undefined ? 1 : whole(values.seed, '--seed', 0),
    alone: values.alone === true,
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
        limit: { type: 'string' },
        seed: { type: 'string' },
        alone: { type: 'boolean' },
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
