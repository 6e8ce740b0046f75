import type { GridComponentOption, LineSeriesOption, TitleComponentOption } from 'echarts';
import type { Clustering } from '../../clustering/types';
import { canvas, timeAxis, valueAxis } from '../base/layout';
import { line } from '../base/lines';
import { exact } from '../base/number';
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
    const { grids, titles, bottom } = tiles(
      members.map((all) => all.length),
      theme,
    );
    const limit = Math.max(1, ...clustering.centers.flatMap((center) => Array.from(center, Math.abs))) * 1.3;
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
        ...valueAxis(theme, { gridIndex: i }),
        axisLabel: { show: false },
        min: -limit,
        max: limit,
        interval: limit,
      })),
      series: clustering.centers.flatMap((center, i): LineSeriesOption[] => {
        const color = seriesColor(theme, i, 2);
        const some = members[i] ?? [];
        const shown = some.filter((_, m) => m % Math.ceil(some.length / mostMembers) === 0);
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

/** Small plots in rows, each under its number and size. */
function tiles(
  sizes: readonly number[],
  theme: ChartTheme,
): {
  readonly grids: GridComponentOption[];
  readonly titles: TitleComponentOption[];
  readonly bottom: (i: number) => boolean;
} {
  const across = Math.max(1, Math.min(sizes.length, theme.narrow ? 2 : sizes.length > 4 && sizes.length < 7 ? 3 : 4));
  const rows = Math.ceil(sizes.length / across);
  const [wide, tall, gap] = [100 / across, (100 - 6) / rows, theme.narrow ? 5 : 2.5];
  const left = (i: number): number => (i % across) * wide + gap / 2;
  const top = (i: number): number => Math.floor(i / across) * tall;
  return {
    bottom: (i) => i + across >= sizes.length,
    grids: sizes.map((_, i) => ({
      left: `${left(i)}%`,
      width: `${wide - gap}%`,
      top: `${top(i) + tall * 0.17}%`,
      height: `${tall * (rows > 1 ? 0.72 : 0.78)}%`,
      outerBoundsMode: 'none',
    })),
    titles: sizes.map((size, i) => ({
      left: `${left(i)}%`,
      top: `${top(i) + tall * 0.03}%`,
      padding: 0,
      text: `${i + 1}  ·  ${size} series`,
      textStyle: { color: seriesColor(theme, i, 2), fontSize: 12, fontWeight: 600, fontFamily: theme.font },
    })),
  };
}
