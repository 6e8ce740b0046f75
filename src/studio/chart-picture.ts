import type { EChartsType } from 'echarts/core';
import type { ChartTheme } from '../charts/types';

/** What a picture says over its plot. */
export interface Caption {
  readonly title: string;
  readonly note: string;
}

const HEAD = 52;
const LEFT = 16;
const TITLE = 24;
const NOTE = 42;

/** A chart with its title and series over it, two pixels to one of the page. Null when the browser can make none. */
export function pngOf(chart: EChartsType, theme: ChartTheme, { title, note }: Caption): Promise<Blob | null> {
  const plot = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: theme.paper });
  const canvas = document.createElement('canvas');
  canvas.width = plot.width;
  canvas.height = plot.height + 2 * HEAD;
  const pen = canvas.getContext('2d');
  if (pen === null) return Promise.resolve(null);
  pen.fillStyle = theme.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(plot, 0, 2 * HEAD);
  pen.scale(2, 2);
  const write = (text: string, font: string, color: string, y: number): void => {
    pen.font = font;
    pen.fillStyle = color;
    pen.fillText(text, LEFT, y);
  };
  write(title, `600 15px ${theme.font}`, theme.ink, TITLE);
  write(note, `13px ${theme.font}`, theme.ink2, NOTE);
  return new Promise((settle) => canvas.toBlob(settle, 'image/png'));
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A drawn chart (SVG text) under its title and series, as one SVG. */
export function captioned(
  plot: string,
  { width, height }: { readonly width: number; readonly height: number },
  theme: ChartTheme,
  { title, note }: Caption,
): string {
  const tall = height + HEAD;
  const text = (words: string, y: number, color: string, style: string): string =>
    `<text x="${LEFT}" y="${y}" fill="${color}" font-family="${escaped(theme.font)}" ${style}>${escaped(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="0 0 ${width} ${tall}">`,
    `<title>${escaped(note === '' ? title : `${title}, ${note}`)}</title>`,
    `<rect width="${width}" height="${tall}" fill="${theme.paper}"/>`,
    text(title, TITLE, theme.ink, 'font-size="15" font-weight="600"'),
    note === '' ? '' : text(note, NOTE, theme.ink2, 'font-size="13"'),
    `<g transform="translate(0 ${HEAD})">${plot}</g>`,
    '</svg>',
  ].join('\n');
}
