import type { GridComponentOption, LineSeriesOption, TitleComponentOption } from 'echarts';
import type { Clustering } from '../../clustering/types';
import { canvas, timeAxis, valueAxis } from '../base/layout';
import { line } from '../base/lines';
import { compact, exact } from '../base/number';
import { seriesColor } from '../base/palette';
import { iso, moment } from '../base/time';
import { tooltip } from '../base/tooltip';
import { type ChartTheme, defineChart } from '../types';

export interface ClustersChart {
  readonly clustering: Clustering;
  /** The times of the shapes. */
  readonly time: Float64Array;
}

/** Most members drawn behind a centre; taken evenly from all. */
const mostMembers = 40;

/** Each cluster's mean shape over its members, on one scale: standard deviations of each series from its own mean. */
export const clusters = defineChart<ClustersChart>({
  id: 'clusters',
  title: 'Clusters',
  option(data, theme) {
    const { clustering, time } = data;
    const members = clustering.centers.map((_, cluster) => membersOf(clustering, cluster));
    const { grids, titles, bottom, first } = tiles(
      members.map((all) => all.length),
      theme,
    );
    const some = members.map((all) => all.filter((_, m) => m % Math.ceil(all.length / mostMembers) === 0));
    const limit = reach([...clustering.centers, ...some.flat()]);
    const texts = new Map(
      clustering.centers.map((center, i) => [
        `center-${i}`,
        { name: `cluster ${i + 1}`, at: (at: number) => exact(center[at] ?? Number.NaN) },
      ]),
    );
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(theme, texts, (at) => moment(at, theme.timeZone)),
      title: titles,
      grid: grids,
      xAxis: grids.map((_, i) => ({ ...timeAxis(theme, i, bottom(i)), splitNumber: 2 })),
      yAxis: grids.map((_, i) => ({
        ...valueAxis(theme, { gridIndex: i, labels: first(i), format: deviations }),
        min: -limit,
        max: limit,
        interval: limit <= 3 ? 1 : limit / 2,
      })),
      series: clustering.centers.flatMap((center, i): LineSeriesOption[] => {
        const color = seriesColor(theme, i, 2);
        const shown = some[i] ?? [];
        const behind = line(theme, {
          id: `members-${i}`,
          name: `cluster ${i + 1}`,
          // One line for all, lifted between one member and the next.
          x: shown.flatMap(() => [...time, time.at(-1) ?? 0]),
          y: shown.flatMap((shape) => [...shape, Number.NaN]),
          color,
          width: 1,
          opacity: Math.max(0.1, 0.4 / Math.sqrt(shown.length)),
          plot: i,
        });
        return [
          { ...behind, sampling: 'none', silent: true, tooltip: { show: false } },
          line(theme, {
            id: `center-${i}`,
            name: `cluster ${i + 1}`,
            x: time,
            y: center,
            color,
            width: 2.25,
            plot: i,
            z: 3,
          }),
        ];
      }),
    };
  },
  summary({ clustering: { centers, labels, silhouette } }) {
    const sizes = centers.map((_, cluster) => labels.filter((label) => label === cluster).length);
    const apart = silhouette > 0.5 ? 'stand well apart' : silhouette > 0.25 ? 'stand apart' : 'run into each other';
    return `${labels.length} series in ${centers.length} clusters of ${sizes.join(', ')}, which ${apart} (silhouette ${exact(Number(silhouette.toFixed(3)))}).`;
  },
  table: ({ clustering: { centers }, time }) => ({
    columns: ['time', ...centers.map((_, cluster) => `cluster ${cluster + 1}`)],
    rows: Array.from(time, (t, i) => [iso(t), ...centers.map((center) => center[i] ?? Number.NaN)]),
  }),
});

const membersOf = ({ labels, shapes }: Clustering, cluster: number): readonly Float64Array[] =>
  shapes.filter((_, i) => labels[i] === cluster);

/** A value of a shape: `−2 sd`, standard deviations of the series from its own mean. */
const deviations = (value: number): string => (value === 0 ? 'mean' : `${compact(value)} sd`);

/** A whole number of standard deviations, even past three, that holds all but the furthest hundredth of the values. */
function reach(shapes: readonly Float64Array[]): number {
  const sizes = Float64Array.from(shapes.flatMap((shape) => [...shape]))
    .map(Math.abs)
    .filter((size) => size >= 0)
    .sort();
  const far = sizes[Math.floor((sizes.length - 1) * 0.99)] ?? 1;
  return far <= 3 ? Math.max(1, Math.ceil(far)) : 2 * Math.ceil(far / 2);
}

/** Small plots in rows, each under its number and size; the first of a row has room for the scale they share. */
function tiles(
  sizes: readonly number[],
  theme: ChartTheme,
): {
  readonly grids: GridComponentOption[];
  readonly titles: TitleComponentOption[];
  readonly bottom: (i: number) => boolean;
  readonly first: (i: number) => boolean;
} {
  const across = Math.max(1, Math.min(sizes.length, theme.narrow ? 2 : sizes.length > 4 && sizes.length < 7 ? 3 : 4));
  const rows = Math.ceil(sizes.length / across);
  const [room, gap] = theme.narrow ? [13, 5] : [6, 2.5];
  const [wide, tall] = [(100 - room) / across, 100 / rows];
  const [head, foot] = rows > 1 ? [0.15, 0.16] : [0.09, 0.1];
  const left = (i: number): number => room + (i % across) * wide;
  const top = (i: number): number => Math.floor(i / across) * tall;
  return {
    bottom: (i) => i + across >= sizes.length,
    first: (i) => i % across === 0,
    grids: sizes.map((_, i) => ({
      left: `${left(i)}%`,
      width: `${wide - gap}%`,
      top: `${top(i) + tall * head}%`,
      height: `${tall * (1 - head - foot)}%`,
      outerBoundsMode: 'none',
    })),
    titles: sizes.map((size, i) => ({
      left: `${left(i)}%`,
      top: `${top(i) + tall * 0.01}%`,
      padding: 0,
      text: `${i + 1}  ·  ${size} series`,
      textStyle: { color: seriesColor(theme, i, 2), fontSize: 12, fontWeight: 600, fontFamily: theme.font },
    })),
  };
}
