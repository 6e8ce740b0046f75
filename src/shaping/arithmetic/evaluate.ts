import type { Pace } from '../../math/pace';
import { type Formula, type Sign, wrong } from './parse';

/** A number for all times, or one for each. */
type Value = number | Float64Array;

interface Known {
  readonly fewest: number;
  readonly most: number;
  readonly says: string;
  readonly run: (given: readonly Value[], n: number) => Value;
}

const pointwise = (fewest: number, most: number, says: string, of: (...given: number[]) => number): Known => ({
  fewest,
  most,
  says,
  run: (given) => spread(given, of),
});

const one = (says: string, of: (x: number) => number): Known => pointwise(1, 1, says, of);

/** What a formula can call. Logarithms are natural unless they say otherwise. */
const functions = new Map<string, Known>([
  ['abs', one('abs(a)', Math.abs)],
  ['sqrt', one('sqrt(a)', Math.sqrt)],
  ['exp', one('exp(a)', Math.exp)],
  ['log', one('log(a)', Math.log)],
  ['log10', one('log10(a)', Math.log10)],
  ['log2', one('log2(a)', Math.log2)],
  ['floor', one('floor(a)', Math.floor)],
  ['ceil', one('ceil(a)', Math.ceil)],
  ['round', one('round(a)', Math.round)],
  ['sign', one('sign(a)', Math.sign)],
  ['min', pointwise(2, 50, 'min(a, b)', Math.min)],
  ['max', pointwise(2, 50, 'max(a, b)', Math.max)],
  ['mean', pointwise(1, 50, 'mean(a, b)', (...given) => given.reduce((sum, value) => sum + value / given.length, 0))],
  [
    'clip',
    pointwise(3, 3, 'clip(a, least, most)', (x, low, high) => Math.min(Math.max(x, low as number), high as number)),
  ],
  ['lag', { fewest: 2, most: 2, says: 'lag(a, 24)', run: ([a, k], n) => lagged(a as Value, k as number, n) }],
  [
    'diff',
    {
      fewest: 1,
      most: 2,
      says: 'diff(a) or diff(a, 24)',
      run: ([a, k = 1], n) => spread([a as Value, lagged(a as Value, k as number, n)], (x, y) => x - (y as number)),
    },
  ],
]);

/** Which argument of a function must be a whole number of steps back. */
const steps: Readonly<Record<string, number>> = { lag: 1, diff: 1 };

/**
 * The value of a formula at `n` times, from the values of its series there. What is infinite or no number (1 / 0, log of
 * -1) is missing.
 * @throws StudioError `bad-input` at `expression` for a function nobody knows, or one called wrongly.
 */
export async function evaluate(
  formula: Formula,
  seriesOf: (name: string, at: number) => Float64Array,
  n: number,
  text: string,
  pace: Pace,
): Promise<Float64Array> {
  const worth = async (part: Formula): Promise<Value> => {
    await pace(20 * n);
    switch (part.kind) {
      case 'number':
        return part.value;
      case 'series':
        return seriesOf(part.name, part.at);
      case 'negative':
        return spread([await worth(part.of)], (x) => -x);
      case 'sum':
        return spread([await worth(part.left), await worth(part.right)], signs[part.sign]);
      case 'call':
        return called(part);
    }
  };
  const called = async ({ name, arguments: parts, at }: Extract<Formula, { kind: 'call' }>): Promise<Value> => {
    const known = functions.get(name.toLowerCase());
    if (known === undefined) {
      throw wrong(`There is no function “${name}”`, at, text, `Use one of ${[...functions.keys()].join(', ')}.`);
    }
    if (parts.length < known.fewest || parts.length > known.most) {
      throw wrong(`“${name}” is called otherwise`, at, text, `Write it as ${known.says}.`);
    }
    const given: Value[] = [];
    for (const part of parts) given.push(await worth(part));
    const back = given[steps[name.toLowerCase()] ?? -1];
    if (back !== undefined && !(typeof back === 'number' && Number.isInteger(back) && back >= 0)) {
      throw wrong(`“${name}” goes back by a whole number of steps`, at, text, `Write it as ${known.says}.`);
    }
    return known.run(given, n);
  };
  const value = await worth(formula);
  const values = typeof value === 'number' ? new Float64Array(n).fill(value) : value;
  return values.map((x) => (Number.isFinite(x) ? x : Number.NaN));
}

const signs: Readonly<Record<Sign, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '%': (x, y) => x % y,
  '^': (x, y) => x ** y,
};

/** A function of numbers taken at each time; of numbers alone, one number. */
function spread(given: readonly Value[], of: (...given: number[]) => number): Value {
  const long = given.find((value) => typeof value !== 'number');
  if (long === undefined) return of(...(given as number[]));
  const held: number[] = [];
  return long.map((_, i) => {
    for (let k = 0; k < given.length; k++) {
      const value = given[k] as Value;
      held[k] = typeof value === 'number' ? value : (value[i] as number);
    }
    return of(...held);
  });
}

/** The value `back` points before; missing at the first ones. */
function lagged(value: Value, back: number, n: number): Value {
  if (typeof value === 'number') return value;
  const before = new Float64Array(n).fill(Number.NaN);
  if (back < n) before.set(value.subarray(0, n - back), back);
  return before;
}
