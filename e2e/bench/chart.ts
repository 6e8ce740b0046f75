import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { openLab } from '../lab/open';
import type { Bench, Figure } from '../run/bench';
import type { ChartFigures, ChartRequest } from './chart-page';

const POINTS = 10_000_000;
const ROUNDS = 3;
const subjects: readonly ChartRequest['subject'][] = ['undertone', 'echarts', 'uplot'];

/**
 * Ten million points drawn and zoomed in Chromium, 1200 × 340 pixels, by the studio's own chart component (its worker holds
 * the series; `src/studio/Chart.tsx`), by ECharts alone (all points, `sampling: 'lttb'`) and by uPlot, each in a
 * fresh browser, median of three. From the two Float64Arrays in hand; each picture counts once its frame is on the way to the screen. `first paint` is a
 * first picture, `exact paint` the one that has every spike; the peers have one picture. The stall is the longest time
 * between two frames of the whole run.
 */
export const chart: Bench = async ({ say }) => {
  const figures: Figure[] = [];
  for (const subject of subjects) {
    const runs: (ChartFigures & { readonly memory: number })[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      say(`Ten million points by ${subject}, ${round + 1} of ${ROUNDS}…`);
      const lab = await openLab();
      try {
        const timed = await lab.page.evaluate((request) => window.lab.chart(request), { subject, points: POINTS });
        runs.push({ ...timed, memory: await rendererMegabytes(lab.page) });
      } finally {
        await lab.close();
      }
    }
    const put = (name: string, of: (run: (typeof runs)[number]) => number, unit = 'ms'): void => {
      figures.push({ case: `10M ${name}`, subject, value: Math.round(median(runs.map(of)) * 10) / 10, unit });
    };
    put('first paint', ({ firstPaint }) => firstPaint);
    put('exact paint', ({ exactPaint }) => exactPaint);
    put('zoom step', ({ exact }) => median(exact));
    put('zoom step, worst', ({ exact }) => Math.max(...exact));
    put('zoom step, first picture', ({ coarse }) => median(coarse));
    put('longest stall', ({ stall }) => stall);
    put('memory', ({ memory }) => memory, 'MB of the renderer, the 160 of the data included');
  }
  return figures;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >>> 1] ?? Number.NaN;

/** Memory that the largest renderer process holds, as the system counts it; NaN where it does not tell. */
async function rendererMegabytes(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === 'renderer')
      .map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
        return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1000;
      }),
  );
  return Math.max(...sizes);
}
