import type { TimeRange } from '../../frame/frame';
import type { SeriesQuery } from '../../frame/query';
import { anchor, bucketsOf, evenOffset, wholeBuckets } from '../../math/wall-buckets';
import { amountOf } from '../aggregate';
import { decimal, duration, FIRST_TIME, LAST_TIME, ownText, stamp } from '../ask-well';
import { fillOf } from '../fill-buckets';

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  $: '\\x24',
  '$\x7b': '\\$\x7b',
};

/**
 * A Flux string literal: the client's `fluxString` without the client, so that the calling card stays light. One thing
 * more: a `$` right before an escape goes by its number, for Flux stumbles there (2.7.12 answers 400 to `"$\""`).
 */
export const text = (value: string): string => {
  const escaped = value.replace(/\$(?=[\n\r\t"\\$])|\$\{|[\n\r\t"\\]/g, (sign) => ESCAPES[sign] ?? sign);
  return `"${escaped}"`;
};

export const list = (names: readonly string[]): string => `[${names.map(text).join(', ')}]`;

const is = (key: string, value: string): string =>
  value === '' ? `not exists r[${text(key)}]` : `r[${text(key)}] == ${text(value)}`;

const filter = (key: string, values: readonly string[]): string =>
  `  |> filter(fn: (r) => ${values.map((value) => is(key, value)).join(' or ')})`;

/** The query in Flux; a person's own text comes back as it is. Rows of several series in one group are taken together. */
export function fluxOf(query: SeriesQuery): string {
  const own = ownText(query);
  if (own !== undefined) return own;
  const key = ['_measurement', '_field', ...query.groupBy];
  const keep = `  |> keep(columns: ${list(['_time', '_value', ...key])})`;
  if (query.aggregate === 'none')
    return [...points(query, query.range), `  |> group(columns: ${list(key)})`, keep].join('\n');
  const windows = windowsOf(query);
  const steps = [...bucketsIn(query, list(key), windows), ...filling(query, windows, keep)];
  const imports = ['interpolate', 'timezone'].filter((name) =>
    [...steps, windows.cut].some((step) => step.includes(`${name}.`)),
  );
  return [...imports.map((name) => `import "${name}"`), ...steps, keep].join('\n');
}

/** The points of a query that lie in a range. */
export const points = (query: SeriesQuery, { start, stop }: TimeRange): string[] => [
  `from(bucket: ${text(query.database)})`,
  `  |> range(start: ${stamp(start)}, stop: ${stamp(stop)})`,
  filter('_measurement', [query.measurement]),
  ...(query.fields.length > 0 ? [filter('_field', query.fields)] : []),
  ...query.filters.filter(({ values }) => values.length > 0).map(({ tag, values }) => filter(tag, values)),
];

/** How a query's time is cut into windows. */
interface Windows {
  /** The arguments that say so: Flux' own zones put an hour that is shown twice into one window. */
  readonly cut: string;
  /** Whether they are Flux' own multiples of their length. */
  readonly plain: boolean;
  /** The query's range, to whole windows. */
  readonly whole: TimeRange;
}

function windowsOf({ everyMs, zone, range }: SeriesQuery): Windows {
  const even = evenOffset(everyMs, zone, range);
  const offset = ((even ?? 0) + anchor(everyMs)) % everyMs;
  const cut = [
    `every: ${duration(everyMs)}`,
    ...(offset === 0 ? [] : [`offset: ${duration(offset)}`]),
    ...(even === undefined && zone !== undefined ? [`location: timezone.location(name: ${text(zone)})`] : []),
  ];
  const whole = wholeBuckets(bucketsOf(everyMs, zone), range);
  return { cut: cut.join(', '), plain: even !== undefined && offset === 0, whole };
}

const windowed = ({ cut }: Windows, fn: string, createEmpty = false): string =>
  `  |> aggregateWindow(${cut}, fn: ${fn}, createEmpty: ${createEmpty}, timeSrc: "_start")`;

const SORT = '  |> sort(columns: ["_time"])';

/** What `aggregateWindow` is to call; those not named here it calls by their names. */
function callOf({ aggregate, amount }: SeriesQuery): string {
  switch (aggregate) {
    case 'median': // It estimates unless told not to.
      return '(column, tables=<-) => tables |> toFloat() |> median(column: column, method: "exact_mean")';
    case 'distinct':
      return '(column, tables=<-) => tables |> distinct(column: column) |> count()';
    case 'mode':
      return MODE;
    case 'percentile':
      return percentile(amountOf(aggregate, amount));
    case 'variance':
      return 'stddev';
    case 'derivative':
      return 'mean';
    default:
      return aggregate;
  }
}

/** Flux' own `mode` has none where all values are equally common, and several rows where some are. */
const MODE = `(column, tables=<-) => tables
    |> sort(columns: [column])
    |> reduce(identity: {last: 0.0, run: 0, most: 0, _value: 0.0}, fn: (r, accumulator) => {
      value = float(v: r._value)
      run = if value == accumulator.last then accumulator.run + 1 else 1
      longer = run > accumulator.most
      return {
        last: value,
        run: run,
        most: if longer then run else accumulator.most,
        _value: if longer then value else accumulator._value,
      }
    })
    |> drop(columns: ["last", "run", "most"])`;

/** Flux' own `quantile` takes another rank: here a value's ranks from below and from above tell how many there are. */
function percentile(percent: number): string {
  const [from, share] = percent < 50 ? ['above', 100 - percent] : ['below', percent];
  return `(column, tables=<-) => tables
    |> sort(columns: [column])
    |> stateCount(fn: (r) => true, column: "below")
    |> sort(columns: ["below"], desc: true)
    |> stateCount(fn: (r) => true, column: "above")
    |> filter(fn: (r) => r.${from} == int(v: float(v: r.below + r.above - 1) * ${float(share)} / 100.0 + 0.5))
    |> drop(columns: ["below", "above"])`;
}

const float = (value: number): string => decimal(value).replace(/^-?\d+$/, '$&.0');

/** The steps to a query's buckets, empty ones absent; but with them where `filling` takes that for granted. */
function bucketsIn(query: SeriesQuery, key: string, windows: Windows): string[] {
  const { aggregate, range } = query;
  if (aggregate === 'integral') return integral(query, key, windows);
  return [
    ...points(query, range),
    `  |> group(columns: ${key})`,
    ...(aggregate === 'first' || aggregate === 'last' ? [SORT] : []),
    windowed(windows, callOf(query), makesEmpty(query)),
    ...(aggregate === 'variance' ? ['  |> map(fn: (r) => ({r with _value: r._value * r._value}))'] : []),
    ...(aggregate === 'derivative' ? [SORT, ...relabelled(query, windows), derivative(query)] : []),
  ];
}

const derivative = ({ aggregate, amount }: SeriesQuery): string =>
  `  |> derivative(unit: ${duration(amountOf(aggregate, amount))})`;

/** Flux cuts the first window at the range's start and labels it by that: here it gets its own start, for its distance counts. */
const relabelled = ({ range }: SeriesQuery, { whole }: Windows): string[] =>
  range.start === whole.start
    ? []
    : [
        `  |> map(fn: (r) => ({r with _time: if r._time == ${stamp(range.start)} then ${stamp(whole.start)} else r._time}))`,
      ];

const NATIVE: readonly string[] = ['mean', 'median', 'sum', 'min', 'max', 'spread', 'first', 'last'];
const COUNTS: readonly string[] = ['count', 'distinct'];

/** Whether empty windows are made with the others: of counts they are 0, and of what is Flux' own, missing. */
function makesEmpty(query: SeriesQuery): boolean {
  const fill = fillOf(query);
  if (fill === undefined || fill === 'linear') return false;
  return NATIVE.includes(query.aggregate) || (COUNTS.includes(query.aggregate) && fill === 0);
}

/** The steps that fill a query's buckets. Selectors leave other tags in, which `interpolate` refuses: `keep` takes them out. */
function filling(query: SeriesQuery, windows: Windows, keep: string): string[] {
  const fill = fillOf(query);
  if (fill === undefined) return [];
  const { aggregate, everyMs } = query;
  const told = aggregate === 'stddev' || aggregate === 'variance' ? ['  |> filter(fn: (r) => r._value >= 0.0)'] : [];
  const straight =
    fill === 'linear' && windows.plain && query.range.start === windows.whole.start
      ? [keep, '  |> toFloat()', SORT, `  |> interpolate.linear(every: ${duration(everyMs)})`]
      : [];
  const empty = makesEmpty(query) ? [] : [windowed(windows, 'mean', true)];
  const how =
    fill === 'previous'
      ? [SORT, '  |> fill(usePrevious: true)']
      : typeof fill === 'number' && !(makesEmpty(query) && COUNTS.includes(aggregate))
        ? ['  |> toFloat()', `  |> fill(value: ${float(fill)})`]
        : [];
  return [...told, ...straight, ...empty, ...how];
}

/**
 * The lines between points, each in two parts: up to the end of the window that it begins in, and the rest, at its end.
 * `for` is a line's length in ns and `up` its rise.
 */
function integral(query: SeriesQuery, key: string, windows: Windows): string[] {
  const { cut, whole } = windows;
  const unit = float(amountOf(query.aggregate, query.amount) * 1e6);
  return [
    'lines =',
    ...points(query, query.range).map((line) => `  ${line}`),
    `    |> group(columns: ${key})`,
    `  ${SORT}`,
    '    |> map(fn: (r) => ({r with _value: float(v: r._value), for: int(v: r._time), up: float(v: r._value)}))',
    '    |> difference(columns: ["for", "up"])',
    '    |> filter(fn: (r) => r.for > 0)',
    '    |> map(fn: (r) => ({r with end: r._time, _time: time(v: int(v: r._time) - r.for)}))',
    `    |> window(${cut})`,
    '    |> map(fn: (r) => ({r with here: if int(v: r._stop) < int(v: r.end) then int(v: r._stop) - int(v: r._time) else r.for}))',
    'begun = lines',
    `  |> map(fn: (r) => ({r with _value: float(v: r.here) / ${unit} * (r._value - r.up + r.up * float(v: r.here) / float(v: r.for) / 2.0)}))`,
    'ended = lines',
    '  |> filter(fn: (r) => r.here < r.for)',
    `  |> map(fn: (r) => ({r with _time: r.end, _value: float(v: r.for - r.here) / ${unit} * (r._value - r.up * float(v: r.for - r.here) / float(v: r.for) / 2.0)}))`,
    'union(tables: [begun, ended])',
    '  |> drop(columns: ["_start", "_stop"])',
    `  |> group(columns: ${key})`,
    `  |> range(start: ${stamp(whole.start)}, stop: ${stamp(whole.stop)})`,
    windowed(windows, 'sum'),
  ];
}

/** All that a bucket can hold: `schema.*` would look at the last 30 days only, and not into the future at all. */
const everything = (bucket: string): string =>
  `from(bucket: ${text(bucket)})\n  |> range(start: ${stamp(FIRST_TIME)}, stop: ${stamp(LAST_TIME)})`;

const distinct = (column: string): string =>
  `  |> keep(columns: ${list([column])})\n  |> group()\n  |> distinct(column: ${text(column)})`;

/** The measurements of a bucket, in the form of `schema.measurements` that the storage answers from its index. */
export const measurementsOf = (bucket: string): string => `${everything(bucket)}\n${distinct('_measurement')}`;

export const fieldsOf = (bucket: string, measurement: string): string =>
  [everything(bucket), filter('_measurement', [measurement]), distinct('_field')].join('\n');

export const tagsOf = (bucket: string, measurement: string): string =>
  [
    everything(bucket),
    filter('_measurement', [measurement]),
    '  |> keys()\n  |> keep(columns: ["_value"])\n  |> distinct()',
  ].join('\n');

export const tagValuesOf = (bucket: string, measurement: string, tag: string, most: number): string =>
  [everything(bucket), filter('_measurement', [measurement]), distinct(tag), `  |> limit(n: ${most})`].join('\n');

/** One value of each field, to see their types: a table has one. */
export const samplesOf = (bucket: string, measurement: string): string =>
  [
    everything(bucket),
    filter('_measurement', [measurement]),
    '  |> first()\n  |> keep(columns: ["_field", "_value"])\n  |> limit(n: 1)',
  ].join('\n');

/** The first and the last time of a field. */
export const extentOf = (bucket: string, measurement: string, field: string): string =>
  [
    `data = ${everything(bucket)}`,
    filter('_measurement', [measurement]),
    filter('_field', [field]),
    'data |> first() |> keep(columns: ["_time"]) |> group() |> min(column: "_time") |> yield(name: "first")',
    'data |> last() |> keep(columns: ["_time"]) |> group() |> max(column: "_time") |> yield(name: "last")',
  ].join('\n');
