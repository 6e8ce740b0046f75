/** Draws ten million points in the lab's page, with the studio's chart and its peers, and times it. Runs in the browser. */
import { type ChartData, chartData, zoomSteps } from './chart-data';

export interface ChartRequest {
  readonly subject: 'undertone' | 'echarts' | 'uplot';
  readonly points: number;
}

export interface ChartFigures {
  /** From the arrays in hand to the first picture, ms. */
  readonly firstPaint: number;
  /** To the picture with every spike, ms. */
  readonly exactPaint: number;
  /** From each zoom to the first picture of the new stretch, and to its exact one, ms. */
  readonly coarse: readonly number[];
  readonly exact: readonly number[];
  /** The longest time between two frames, ms. */
  readonly stall: number;
}

/** A chart under test. Every promise resolves once the canvas is drawn. */
export interface Subject {
  readonly first: Promise<void>;
  readonly exact: Promise<void>;
  zoom(start: number, stop: number): { readonly coarse: Promise<void>; readonly exact: Promise<void> };
}

export const SIZE = { width: 1200, height: 340 };

const subjects: Readonly<
  Record<ChartRequest['subject'], () => Promise<(data: ChartData, box: HTMLElement) => Subject>>
> = {
  undertone: async () => (await import('./chart-undertone')).drawn,
  echarts: async () => (await import('./chart-echarts')).drawn,
  uplot: async () => (await import('./chart-uplot')).drawn,
};

/** Draws once, then zooms step by step, with a pause between. */
export async function timeChart({ subject, points }: ChartRequest): Promise<ChartFigures> {
  const draw = await subjects[subject]();
  // A studio that is open has drawn before: fonts are there, code is compiled.
  const earlier = document.createElement('div');
  earlier.style.width = `${SIZE.width}px`;
  document.body.append(earlier);
  await draw(chartData(1000), earlier).first;
  await idle();
  earlier.remove();
  const data = chartData(points);
  const box = document.createElement('div');
  box.style.width = `${SIZE.width}px`;
  document.body.append(box);
  await idle();
  const gaps = watchFrames();
  const started = performance.now();
  const chart = draw(data, box);
  const since = async (promise: Promise<void>, from: number): Promise<number> => {
    await promise;
    await painted();
    return performance.now() - from;
  };
  const [firstPaint, exactPaint] = await Promise.all([since(chart.first, started), since(chart.exact, started)]);
  const coarse: number[] = [];
  const exact: number[] = [];
  const [begin = 0, end = 0] = [data.time[0], data.time.at(-1)];
  for (const { middle, share } of zoomSteps) {
    await idle();
    const at = performance.now();
    const half = (share * (end - begin)) / 2;
    const centre = begin + middle * (end - begin);
    const zoomed = chart.zoom(Math.max(begin, centre - half), Math.min(end, centre + half));
    const [one, other] = await Promise.all([since(zoomed.coarse, at), since(zoomed.exact, at)]);
    coarse.push(one);
    exact.push(other);
  }
  return { firstPaint, exactPaint, coarse, exact, stall: gaps() };
}

/** Resolves after the next frame is on its way to the screen. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(undefined);
    });
  });

const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

/** Watches the time between frames from now on; gives the longest when asked. */
function watchFrames(): () => number {
  let last = performance.now();
  let longest = 0;
  let on = true;
  const frame = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return () => {
    on = false;
    return longest;
  };
}
