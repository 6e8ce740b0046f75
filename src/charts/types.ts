import type { EChartsOption } from 'echarts';
import type { Keep, Points } from '../math/downsample/view';

/** Colours and sizes a chart takes from the studio's tokens; charts never read the page. */
export interface ChartTheme {
  readonly dark: boolean;
  readonly paper: string;
  readonly raised: string;
  readonly line: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly observed: string;
  readonly trend: string;
  readonly day: string;
  readonly week: string;
  readonly residual: string;
  readonly forecast: string;
  readonly minor: string;
  readonly major: string;
  readonly critical: string;
  readonly font: string;
  readonly mono: string;
  /** False with `prefers-reduced-motion`. */
  readonly motion: boolean;
  /** Under 640 px: fewer labels, slimmer margins. */
  readonly narrow: boolean;
  /** IANA name, or `UTC`. */
  readonly timeZone: string;
}

/** A line of a chart that may have far more points than there are pixels. */
export interface Curve {
  readonly time: Float64Array;
  /** NaN = missing. */
  readonly values: Float64Array;
  readonly keep: Keep;
  /** Neighbours further apart break the line; absent = only missing values do. */
  readonly breakMs?: number;
}

/** Which points of each of its curves a chart draws; undefined = all of that curve. */
export type Drawn = readonly (Points | undefined)[];

/** A picture of a result: pure, from plain data to an ECharts option. */
export interface ChartDefinition<D> {
  readonly id: string;
  readonly title: string;
  option(data: D, theme: ChartTheme, drawn?: Drawn): EChartsOption;
  /** Its lines that may be thinned to the points that draw as all would, in the order `drawn` has them; absent = none. */
  curves?(data: D): readonly Curve[];
  /** What the chart shows, in one or two sentences, for those who cannot see it; times in a zone (absent: UTC). */
  summary(data: D, timeZone?: string): string;
  /** The same figures (of the points drawn, where such are picked) as a table, for export and for readers without the picture. */
  table(
    data: D,
    drawn?: Drawn,
  ): { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
}

/** Defines a chart with its data type inferred. */
export const defineChart = <D>(definition: ChartDefinition<D>): ChartDefinition<D> => definition;
