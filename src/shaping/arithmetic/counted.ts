import { first, markRegular, type SeriesFrame } from '../../frame/frame';
import { seriesName } from '../../frame/table';
import { axisOf, onAxis } from '../../math/axes';
import { pacer } from '../../math/pace';
import type { Shaper } from '../types';
import { evaluate } from './evaluate';
import { type Formula, parse, wrong } from './parse';

type Params = { readonly name: string; readonly expression: string; readonly keep: boolean };

/**
 * A new series from a formula over others, at the times all of those have. It stands after the others, or in the place of
 * the one whose name it bears; a value that is no number (1 / 0, log of -1, anything with a missing one) is missing.
 */
export const counted: Shaper<Params> = {
  /** @throws StudioError `bad-input` at `expression` with the place in it; `cancelled`. */
  async shape(frames, { name: asked, expression, keep }, ctx) {
    const pace = pacer(ctx.signal);
    if (expression.trim() === '') return { frames, notes: ['There is no formula yet.'] };
    const name = asked.trim() === '' ? 'result' : asked.trim();
    const formula = parse(expression);
    const used = new Map<string, SeriesFrame>();
    for (const { name: own, at } of namesIn(formula)) {
      if (!used.has(own)) used.set(own, named(frames, own, at, expression));
    }
    const members = [...used.values()];
    const time = axisOf(
      (members.length > 0 ? members : frames.slice(0, 1)).map((frame) => frame.time),
      'intersection',
    );
    const rows = new Map<string, Float64Array>();
    for (const [own, frame] of used) {
      rows.set(own, onAxis(frame.time, first(frame).values, time, 'none'));
      await pace(20 * time.length);
    }
    const values = await evaluate(formula, (own) => rows.get(own) ?? new Float64Array(), time.length, expression, pace);
    const unit = unitOf(formula, (own) => unitIn(used.get(own)));
    const labels = unit === '' ? {} : { _unit: unit };
    const made = markRegular({ time, columns: [{ key: name, values, labels }] });
    const apart = members.length > 1 && time.length === 0;
    const notes = apart ? ['These series have no time in common. Align or resample them first.'] : [];
    if (!keep) return { frames: [made], notes };
    const at = frames.findIndex((frame) => seriesName(frame) === name);
    return { frames: at < 0 ? [...frames, made] : frames.map((frame, i) => (i === at ? made : frame)), notes };
  },
};

const unitIn = (frame: SeriesFrame | undefined): string => (frame && first(frame).labels._unit) ?? '';

function namesIn(formula: Formula): readonly { readonly name: string; readonly at: number }[] {
  switch (formula.kind) {
    case 'number':
      return [];
    case 'series':
      return [formula];
    case 'negative':
      return namesIn(formula.of);
    case 'sum':
      return [...namesIn(formula.left), ...namesIn(formula.right)];
    case 'call':
      return formula.arguments.flatMap(namesIn);
  }
}

/** The series of this name, or the only one of this field. */
function named(frames: readonly SeriesFrame[], name: string, at: number, text: string): SeriesFrame {
  const same = frames.find((frame) => seriesName(frame) === name);
  if (same !== undefined) return same;
  const alike = frames.filter((frame) => first(frame).key === name);
  if (alike.length === 1 && alike[0] !== undefined) return alike[0];
  const known = (alike.length > 1 ? alike : frames).map((frame) => `\`${seriesName(frame)}\``);
  const listed = `${known.slice(0, 5).join(', ')}${known.length > 5 ? ` and ${known.length - 5} more` : ''}`;
  throw wrong(
    alike.length > 1 ? `“${name}” could be ${alike.length} series` : `There is no series “${name}”`,
    at,
    text,
    known.length === 0 ? 'Read one first.' : `Here are ${listed}.`,
  );
}

const keepsUnit = new Set(['abs', 'min', 'max', 'mean', 'clip', 'lag', 'diff', 'round', 'floor', 'ceil']);

/** The unit of a formula where it is plain: of sums of one unit, and of multiples of it; else none. */
function unitOf(formula: Formula, of: (name: string) => string): string {
  switch (formula.kind) {
    case 'number':
      return '';
    case 'series':
      return of(formula.name);
    case 'negative':
      return unitOf(formula.of, of);
    case 'call':
      return keepsUnit.has(formula.name.toLowerCase()) ? common(formula.arguments, of) : '';
    case 'sum': {
      const { sign, left, right } = formula;
      if (sign === '+' || sign === '-') return common([left, right], of);
      const isScaled = sign === '*' ? isNumber(left) || isNumber(right) : sign === '/' && isNumber(right);
      return isScaled ? unitOf(isNumber(left) ? right : left, of) : '';
    }
  }
}

const isNumber = (formula: Formula): boolean => namesIn(formula).length === 0;

function common(formulas: readonly Formula[], of: (name: string) => string): string {
  const units = new Set(formulas.filter((formula) => !isNumber(formula)).map((formula) => unitOf(formula, of)));
  return units.size === 1 ? ([...units][0] ?? '') : '';
}
