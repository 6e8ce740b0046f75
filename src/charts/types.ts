import type { EChartsOption } from 'echarts';

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

/** A picture of a result: pure, from plain data to an ECharts option. */
export interface ChartDefinition<D> {
  readonly id: string;
  readonly title: string;
  option(data: D, theme: ChartTheme): EChartsOption;
  /** What the chart shows, in one or two sentences, for those who cannot see it. */
  summary(data: D): string;
  /** The same figures as a table (header and rows), for export and for readers without the picture. */
  table(data: D): { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
}

/** Defines a chart with its data type inferred. */
export const defineChart = <D>(definition: ChartDefinition<D>): ChartDefinition<D> => definition;
