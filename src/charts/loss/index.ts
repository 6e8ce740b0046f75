import { canvas, numberAxis, plot, valueAxis } from '../base/layout';
import { line } from '../base/lines';
import { compact, exact } from '../base/number';
import { partColor } from '../base/palette';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';

export interface LossChart {
  /** Epochs planned; the axis reaches there from the start. */
  readonly epochs: number;
  /** Of each network that trains side by side, one loss an epoch so far. */
  readonly losses: readonly {
    readonly part: string;
    readonly training: readonly number[];
    readonly validation: readonly number[];
  }[];
}

const positive = (values: readonly number[]): readonly number[] =>
  values.map((value) => (value > 0 ? value : Number.NaN));

/** Losses by epoch on a log scale: on data held back full, on training data faint. */
export const loss = defineChart<LossChart>({
  id: 'loss',
  title: 'Losses',
  option(data, theme) {
    const lines = data.losses.flatMap(({ part, training, validation }) => {
      const color = partColor(theme, part);
      const epoch = (values: readonly number[]) => values.map((_, i) => i + 1);
      const held = validation.some((value) => value > 0);
      return [
        {
          id: `${part}-training`,
          name: part,
          x: epoch(training),
          y: positive(training),
          color,
          width: held ? 1 : 2,
          opacity: held ? 0.4 : 1,
          labelled: !held,
        },
        {
          id: `${part}-validation`,
          name: part,
          x: epoch(validation),
          y: positive(validation),
          color,
          width: 2,
          labelled: held,
          z: 3,
        },
      ];
    });
    const texts = new Map(
      lines.map(({ id, name, y }) => [
        id,
        {
          name: `${name}, ${id.endsWith('training') ? 'training' : 'held back'}`,
          at: (i: number) => exact(y[i] ?? Number.NaN),
        },
      ]),
    );
    const bottom = plot(theme);
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(theme, texts, (epoch) => `Epoch ${epoch}`),
      grid: { ...bottom, top: 10, bottom: 40 },
      xAxis: { ...numberAxis(theme, 'epoch'), min: 1, max: Math.max(2, data.epochs), minInterval: 1 },
      yAxis: { ...valueAxis(theme, { log: true }), min: decade(lines, Math.floor), max: decade(lines, Math.ceil) },
      series: lines.map((spec) => line(theme, spec)),
    };
  },
  summary({ losses, epochs }) {
    const done = Math.max(0, ...losses.map(({ training }) => training.length));
    if (done === 0) return 'No epoch is done yet.';
    const words = losses.map(({ part, training, validation }) => {
      const values = validation.length > 0 ? validation : training;
      const least = Math.min(...values);
      return `${part} ${compact(values[0] ?? Number.NaN)} to ${compact(values.at(-1) ?? Number.NaN)}, least ${compact(least)} in epoch ${values.indexOf(least) + 1}`;
    });
    return `Losses on data held back after ${done} of ${epochs} epochs: ${words.join('; ')}.`;
  },
  table: ({ losses }) => ({
    columns: ['epoch', ...losses.flatMap(({ part }) => [`${part} training`, `${part} held back`])],
    rows: Array.from({ length: Math.max(0, ...losses.map(({ training }) => training.length)) }, (_, i) => [
      i + 1,
      ...losses.flatMap(({ training, validation }) => [training[i] ?? Number.NaN, validation[i] ?? Number.NaN]),
    ]),
  }),
});

/** The power of ten at or beyond all losses, so that the axis holds still while they change; 1 before the first. */
function decade(lines: readonly { readonly y: readonly number[] }[], round: typeof Math.floor): number {
  const all = lines.flatMap(({ y }) => y).filter((value) => value > 0);
  if (all.length === 0) return round === Math.floor ? 0.01 : 1;
  const edge = round === Math.floor ? Math.min(...all) : Math.max(...all);
  return 10 ** round(Math.log10(edge));
}
