import type { EChartsOption } from 'echarts';
import type { ChartTheme } from '../types';

/** What one series says at one of its points, by series id, in the order of the lines. Not named or empty = silent. */
export type Texts = ReadonlyMap<string, { readonly name: string; readonly at: (index: number) => string }>;

interface Hover {
  readonly seriesId?: string;
  readonly dataIndex: number;
  readonly marker?: unknown;
  readonly axisValue?: number | string;
}

/** The box at the cursor: plain text on the canvas, never HTML. `head` names the place on the shared axis. */
export function tooltip(theme: ChartTheme, texts: Texts, head: (axisValue: number) => string): EChartsOption {
  return {
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      transitionDuration: 0,
      backgroundColor: theme.raised,
      borderColor: theme.line,
      borderWidth: 1,
      borderRadius: 6,
      padding: [8, 12],
      shadowBlur: 0,
      shadowOffsetX: 0,
      shadowOffsetY: 0,
      textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 12, lineHeight: 18, textShadowBlur: 0 },
      axisPointer: { type: 'line', snap: true, lineStyle: { color: theme.ink3, width: 1, type: 'solid' } },
      formatter: (hovers: unknown) => {
        const all = (Array.isArray(hovers) ? hovers : [hovers]) as readonly Hover[];
        const place = Number(all[0]?.axisValue);
        const order = [...texts.keys()];
        const sorted = all.toSorted((a, b) => order.indexOf(a.seriesId ?? '') - order.indexOf(b.seriesId ?? ''));
        const lines = sorted.flatMap(({ seriesId = '', dataIndex, marker }) => {
          const text = texts.get(seriesId);
          const words = text?.at(dataIndex) ?? '';
          if (text === undefined || words === '') return [];
          return [`${typeof marker === 'string' ? marker : ''}${plain(text.name)}  ${plain(words)}`];
        });
        return [plain(head(place)), ...lines].join('\n');
      },
    },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
  };
}

/** Text in which the canvas sees no style of its own (`{style|text}`). */
const plain = (text: string): string => text.replaceAll('{', '(').replaceAll('}', ')');
