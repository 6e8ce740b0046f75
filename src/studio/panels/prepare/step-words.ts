import { type Member, memberOf, type Phrase } from '../../../base/definition';
import { defaults, faults } from '../../../base/params';
import type { Step } from '../../../pipeline/recipe';
import type { ShapeFigures, StepReport } from '../../../pipeline/shape';
import { shapers } from '../../../shaping';
import { count, figure } from '../../format';

const members = shapers as readonly Member<unknown>[];

/** A step's calling card. */
export const cardOf = (id: string): Member<unknown> => memberOf<unknown>(members, id);

/** How a step is said: its member's phrase, or its name while a number of it is being typed. */
export function phraseOf({ id, params }: Step): Phrase {
  const member = cardOf(id);
  const values = { ...defaults(member.params), ...params };
  const unsayable = Object.keys(faults(member.params, values)).some((key) => !Number.isFinite(values[key]));
  return unsayable ? [{ text: member.title, params: Object.keys(member.params) }] : member.phrase(values);
}

/** A step in plain words. */
export const wordsOf = (step: Step): string =>
  phraseOf(step)
    .map((part) => (typeof part === 'string' ? part : part.text))
    .join('');

/** What a step did in one line: `4,032 → 672 points, 12 missing, 3.1 to 98`. */
export function reportWords({ before, after }: StepReport): string {
  const moved = (name: keyof ShapeFigures, one: string): string => {
    const unit = after[name] === 1 ? one : `${one}s`;
    return before[name] === after[name]
      ? `${count(after[name])} ${unit}`
      : `${count(before[name])} → ${count(after[name])} ${unit}`;
  };
  const missing =
    before.missing === after.missing
      ? after.missing === 0
        ? 'none missing'
        : `${count(after.missing)} missing`
      : `missing ${count(before.missing)} → ${count(after.missing)}`;
  return [
    ...(before.series === 1 && after.series === 1 ? [] : [moved('series', 'series').replace('seriess', 'series')]),
    moved('points', 'point'),
    missing,
    ...(Number.isNaN(after.min) ? [] : [`${figure(after.min)} to ${figure(after.max)}`]),
  ].join(', ');
}

/** The step a failure happened in, from its place `steps.<index>.<parameter>`; -1 for none. */
export function stepOf(place: string | undefined): { readonly index: number; readonly param: string | undefined } {
  const [, index, param] = /^steps\.(\d+)(?:\.(.+))?$/.exec(place ?? '') ?? [];
  return { index: index === undefined ? -1 : Number(index), param };
}

/**
 * Where a step stands now, by its values: `index` where it has not moved, even if it was turned off; -1 when the list has
 * it no more, as after an undo.
 */
export const placeOfStep = (steps: readonly Step[], index: number, { params }: Step): number =>
  steps[index]?.params === params ? index : steps.findIndex((step) => step.params === params);
