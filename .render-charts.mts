import * as echarts from 'echarts';
import { writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { charts } from '/work/main/src/charts/index';
import { samples, lightTheme, darkTheme, manySeries } from '/work/main/src/charts/base/testing/samples';
const only = process.argv.slice(2);
const heights: Record<string, number> = { series: 300, spark: 44, acf: 220, histogram: 240, decomposition: 560, forecast: 380, 'parts-forecast': 460, loss: 220, anomalies: 340, clusters: 420, many: 300 };
const wides: Record<string, number> = { spark: 180, acf: 480, loss: 420, histogram: 480 };
const cases: [string, any, any][] = charts.map((c) => [c.id, c, (samples as any)[c.id]]);
cases.push(['many', charts[0], manySeries(6)]);
for (const [tone, theme] of [['light', lightTheme], ['dark', darkTheme]] as const) for (const narrow of [false, true]) {
  let html = `<style>@font-face{font-family:'IBM Plex Sans Variable';src:url(/work/main/node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2);font-weight:100 700}body{margin:16px;background:${theme.paper};color:${theme.ink};font:14px 'IBM Plex Sans Variable'}div{margin-bottom:20px}</style>`;
  let total = 32;
  for (const [id, chart, data] of cases) {
    if (only.length && !only.includes(id)) continue;
    const width = narrow ? 358 : wides[id] ?? 1000, height = heights[id]! * (narrow && id === 'clusters' ? 1.4 : 1);
    const c = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
    c.setOption(chart.option(data, { ...theme, narrow, timeZone: 'UTC' }));
    html += `<div>${chart.title}<br>${c.renderToSVGString()}</div>`; total += height + 46; c.dispose();
  }
  const name = `/tmp/h/charts/${tone}-${narrow ? 'narrow' : 'wide'}`;
  writeFileSync(name + '.html', html);
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--hide-scrollbars', `--window-size=${narrow ? 390 : 1040},${Math.round(total)}`, `--screenshot=${name}.png`, `file://${name}.html`], { stdio: 'ignore' });
}
for (const [id, chart, data] of cases) console.log(id, '|', chart.summary(data));
