import type { CustomSeriesOption } from 'echarts';
import type { ChartTheme } from '../types';

/** A planned event as a chart marks it: [start, stop), epoch milliseconds. */
export interface ChartEvent {
  readonly name: string;
  readonly start: number;
  readonly stop: number;
}

/** What a sign of a name takes up, in pixels. */
const SIGN = 6;

/** Planned events as faint upright stripes behind the lines, named at their top where there is room; none without any. */
export function eventMarks(theme: ChartTheme, events: readonly ChartEvent[] = []): readonly CustomSeriesOption[] {
  if (events.length === 0) return [];
  return [
    {
      type: 'custom',
      id: 'events',
      data: events.map(({ start, stop }) => [start, stop]),
      // Named as no axis' values, so that a zoom does not drop an event that is partly in view.
      encode: { x: -1, y: -1 },
      renderItem: (params, api) => {
        const event = events[params.dataIndex];
        if (event === undefined) return null;
        const area = params.coordSys as unknown as {
          readonly x: number;
          readonly y: number;
          readonly width: number;
          readonly height: number;
        };
        const [left = 0] = api.coord([event.start, 0]);
        const [right = 0] = api.coord([event.stop, 0]);
        if (right < area.x || left > area.x + area.width) return null;
        const wide = Math.max(2, right - left);
        const text = event.name.length > 24 ? `${event.name.slice(0, 23)}…` : event.name;
        const next = events[params.dataIndex + 1];
        const [until = 0] = next === undefined ? [area.x + area.width] : api.coord([next.start, 0]);
        const isNamed = until - Math.max(area.x, left) > SIGN * text.length + 6;
        return {
          type: 'group',
          children: [
            {
              type: 'rect' as const,
              shape: { x: left, y: area.y, width: wide, height: area.height },
              style: { fill: theme.ink3, opacity: theme.dark ? 0.2 : 0.13 },
              silent: true,
            },
            ...(isNamed
              ? [
                  {
                    type: 'text' as const,
                    style: {
                      text,
                      x: Math.max(area.x, left) + 3,
                      y: area.y + 3,
                      fill: theme.ink2,
                      font: `11px ${theme.font}`,
                    },
                    silent: true,
                  },
                ]
              : []),
          ],
        };
      },
      silent: true,
      clip: true,
      animation: false,
      tooltip: { show: false },
      z: 0,
    },
  ];
}

/** What a chart's summary says of them. */
export const eventWords = (events: readonly ChartEvent[] = []): string =>
  events.length === 0
    ? ''
    : ` Marked: ${events.length === 1 ? (events[0]?.name ?? '') : `${events.length} planned events, ${[...new Set(events.map(({ name }) => name))].slice(0, 5).join(', ')}`}.`;
