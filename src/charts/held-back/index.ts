import { canvas, plot, timeAxis, valueAxis, zoom } from '../base/layout';
import { fullyNamed, type Line, line } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { seriesColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, defineChart } from '../types';

export interface HeldBackChart {
  readonly unit?: string;
  /** What happened. */
  readonly actual: { readonly time: Float64Array; readonly values: Float64Array };
  /** Of each forecaster one stretch after another; NaN between two that do not meet. */
  readonly forecasts: readonly {
    readonly name: string;
    readonly time: Float64Array;
    readonly values: Float64Array;
    /** Mean absolute error over all of it. */
    readonly error: number;
    readonly baseline?: true;
  }[];
  /** When each stretch begins: nothing after it was known. */
  readonly origins: readonly number[];
}

/** What several forecasters said beforehand, over what then happened. */
export const heldBack = defineChart<HeldBackChart>({
  id: 'held-back',
  title: 'Held back',
  option(data, theme) {
    const lines = linesOf(data, theme);
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), data.unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data, theme.timeZone)),
      ...zoom(theme),
      ...tooltip(theme, texts, (time) => moment(time, theme.timeZone)),
      grid: plot(theme),
      xAxis: timeAxis(theme),
      yAxis: valueAxis(theme, { unit: data.unit ?? '' }),
      series: lines.map((spec, i) => {
        const drawn = fullyNamed(line(theme, spec));
        return i > 0
          ? drawn
          : {
              ...drawn,
              markLine: {
                symbol: 'none',
                silent: true,
                animation: false,
                lineStyle: { color: theme.ink3, type: [3, 3] as [number, number], width: 1, opacity: 0.6 },
                label: { show: false },
                data: data.origins.map((xAxis) => ({ xAxis })),
              },
            };
      }),
    };
  },
  summary({ forecasts, origins, unit }, timeZone = 'UTC') {
    const [first] = origins;
    if (first === undefined) return 'Nothing was held back.';
    const words = forecasts.map(({ name, error }) => `${name} ${withUnit(compact(error), unit)} off on average`);
    const times = origins.length === 1 ? 'one origin' : `${origins.length} origins`;
    return `Forecasts from ${times} since ${moment(first, timeZone)}, over what then happened${words.length === 0 ? '' : `: ${words.join(', ')}`}.`;
  },
  table({ actual, forecasts }) {
    const known = forecasts.map(
      ({ time, values }) => new Map(Array.from(time, (t, i) => [t, values[i] ?? Number.NaN])),
    );
    return {
      columns: ['time', 'happened', ...forecasts.map(({ name }) => name)],
      rows: Array.from(actual.time, (time, i) => [
        iso(time),
        actual.values[i] ?? Number.NaN,
        ...known.map((one) => one.get(time) ?? Number.NaN),
      ]),
    };
  },
});

const linesOf = ({ actual, forecasts }: HeldBackChart, theme: ChartTheme): readonly Line[] => [
  {
    id: 'actual',
    name: 'happened',
    x: actual.time,
    y: actual.values,
    color: theme.observed,
    width: 1.5,
    labelled: true,
  },
  ...forecasts.map(({ name, time, values, baseline }, i) => ({
    id: `by-${i}`,
    name,
    x: time,
    y: values,
    ...(baseline === true
      ? { color: theme.ink3, labelColor: theme.ink2, dash: 'dashed' as const }
      : { color: colorOf(theme, othersOf(forecasts).indexOf(forecasts[i] as Said), othersOf(forecasts).length) }),
    width: 1.75,
    labelled: true,
    z: 4,
  })),
];

type Said = HeldBackChart['forecasts'][number];

const othersOf = (forecasts: readonly Said[]): readonly Said[] => forecasts.filter(({ baseline }) => baseline !== true);

/** The colour of the `i`-th of several forecasters: vermilion when it is the only one. */
const colorOf = (theme: ChartTheme, i: number, count: number): string =>
  count === 1 ? theme.forecast : seriesColor(theme, i, count);
