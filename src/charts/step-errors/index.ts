import { duration } from '../../math/duration';
import { canvas, numberAxis, plot, valueAxis } from '../base/layout';
import { fullyNamed, line } from '../base/lines';
import { compact, exact, withUnit } from '../base/number';
import { seriesColor } from '../base/palette';
import { tooltip } from '../base/tooltip';
import { defineChart } from '../types';

export interface StepErrorsChart {
  readonly unit?: string;
  readonly stepMs: number;
  /** Of each forecaster, the mean absolute error at 1, 2, 3 .. steps ahead. */
  readonly errors: readonly { readonly name: string; readonly byStep: readonly number[]; readonly baseline?: true }[];
}

/** How the error grows with the distance. */
export const stepErrors = defineChart<StepErrorsChart>({
  id: 'step-errors',
  title: 'Error by step ahead',
  option(data, theme) {
    const others = data.errors.filter(({ baseline }) => baseline !== true);
    const lines = data.errors.map((one, i) => ({
      id: `error-${i}`,
      name: one.name,
      x: one.byStep.map((_, h) => h + 1),
      y: one.byStep,
      color:
        one.baseline === true
          ? theme.ink3
          : others.length === 1
            ? theme.forecast
            : seriesColor(theme, others.indexOf(one), others.length),
      ...(one.baseline === true && { dash: 'dashed' as const, labelColor: theme.ink2 }),
      width: 1.75,
      labelled: true,
    }));
    const texts = new Map(
      lines.map(({ id, name, y }) => [id, { name, at: (i: number) => withUnit(exact(y[i] ?? Number.NaN), data.unit) }]),
    );
    return {
      ...canvas(theme, this.summary(data)),
      ...tooltip(theme, texts, (step) => `${duration(step * data.stepMs)} ahead`),
      grid: { ...plot(theme), bottom: 44 },
      xAxis: {
        ...numberAxis(theme, data.stepMs > 0 ? `steps of ${duration(data.stepMs)} ahead` : 'steps ahead'),
        min: 1,
        max: Math.max(2, ...data.errors.map(({ byStep }) => byStep.length)),
        minInterval: 1,
      },
      yAxis: { ...valueAxis(theme, { unit: data.unit ?? '' }), min: 0 },
      series: lines.map((spec) => fullyNamed(line(theme, spec))),
    };
  },
  summary({ errors, unit, stepMs }) {
    const words = errors
      .filter(({ byStep }) => byStep.length > 0)
      .map(({ name, byStep }) => {
        const far = byStep.length;
        return `${name} is ${withUnit(compact(byStep[0] ?? Number.NaN), unit)} off one step ahead and ${withUnit(compact(byStep[far - 1] ?? Number.NaN), unit)} at ${duration(far * stepMs)}`;
      });
    return words.length === 0 ? 'No errors to show.' : `Mean absolute error by step ahead: ${words.join('; ')}.`;
  },
  table: ({ errors }) => ({
    columns: ['steps ahead', ...errors.map(({ name }) => name)],
    rows: Array.from({ length: Math.max(0, ...errors.map(({ byStep }) => byStep.length)) }, (_, h) => [
      h + 1,
      ...errors.map(({ byStep }) => byStep[h] ?? Number.NaN),
    ]),
  }),
});
