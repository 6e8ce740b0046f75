import type { ChartTheme } from '../types';

/** Colours of series that are no part of another, from Okabe and Ito's set, darkened or lightened for the paper. */
const light = ['#0072b2', '#c4560f', '#00805f', '#a8497f', '#9a6a00', '#3a87b5', '#6b6157', '#6d5bb0'];
const dark = ['#5fb4f0', '#ff9d5c', '#35c29a', '#e08fbf', '#e8b53c', '#8fd0f5', '#b3a898', '#b3a3ee'];

/** The colour of the `index`-th of many series: ink when it is the only one, then eight that the colour-blind can tell apart. */
export function seriesColor(theme: ChartTheme, index: number, count: number): string {
  if (count === 1) return theme.observed;
  const palette = theme.dark ? dark : light;
  return palette[index % palette.length] ?? theme.ink;
}

/** The colour of a part, by its name (`trend`, `seasonal`, `residual`, ...). */
export function partColor(theme: ChartTheme, part: string): string {
  if (part.includes('trend')) return theme.trend;
  if (part.includes('season')) return theme.day;
  if (part.includes('residual')) return theme.residual;
  if (part.includes('forecast')) return theme.forecast;
  return theme.observed;
}

/** The shortest season is `day` green, longer ones lighter. */
export const seasonColor = (theme: ChartTheme, index: number): string => (index === 0 ? theme.day : theme.week);
