import type { Choice } from '../base/definition';
import { type Param, type ParamValues, withoutSecrets } from '../base/params';
import { decomposers } from '../decomposition';
import type { ModelDefinition } from '../models/types';

/** One setting that a search may change. */
export type Dimension =
  | {
      readonly kind: 'number';
      readonly key: string;
      readonly label: string;
      readonly unit?: string;
      readonly low: number;
      readonly high: number;
      /** Drawn evenly over magnitudes rather than over values. */
      readonly log: boolean;
      readonly integer: boolean;
    }
  | {
      readonly kind: 'choice';
      readonly key: string;
      readonly label: string;
      readonly options: readonly { readonly value: string | boolean; readonly label: string }[];
    };

/** A value for each setting that is searched. */
export type Settings = ParamValues;

/** The setting that is not the model's own: how the series is split. */
export const DECOMPOSITION = 'decomposition';

/**
 * Where a number is looked for, where that is narrower than its bounds; within its own bounds in any case, and its usual
 * value always among it: one member looks back in steps, another in seasons.
 */
const ranges: Readonly<Record<string, { readonly low: number; readonly high: number; readonly log?: true }>> = {
  lookback: { low: 12, high: 192, log: true },
  units: { low: 8, high: 64, log: true },
  layers: { low: 1, high: 3 },
  dense: { low: 8, high: 64, log: true },
  dropout: { low: 0, high: 0.5 },
  learningRate: { low: 0.0005, high: 0.02, log: true },
  batch: { low: 16, high: 128, log: true },
  memory: { low: 100, high: 10_000, log: true },
  penalty: { low: 0.0001, high: 1, log: true },
};

/** What says how long or where is learned, not what: never searched. */
const never = new Set(['epochs', 'patience', 'windows', 'backend', 'seed']);

/** Those of a network that matter most, ticked until the reader chooses. */
const usual = new Set(['lookback', 'units', 'layers', 'learningRate', DECOMPOSITION]);

/** The settings of a model that can be searched: numbers between bounds, choices and flags, and how the series is split. */
export function dimensionsOf({ params, wantsParts }: ModelDefinition): readonly Dimension[] {
  const own = Object.entries(params).flatMap(([key, param]) => {
    const dimension = never.has(key) ? undefined : dimensionOf(key, param);
    return dimension === undefined ? [] : [dimension];
  });
  if (!wantsParts) return own;
  const options = decomposers.map(({ id, title }) => ({ value: id, label: title }));
  return [...own, { kind: 'choice', key: DECOMPOSITION, label: 'Decomposition', options }];
}

function dimensionOf(key: string, param: Param): Dimension | undefined {
  switch (param.kind) {
    case 'number': {
      const range = ranges[key];
      const [least, most] = [param.min ?? Number.NEGATIVE_INFINITY, param.max ?? Number.POSITIVE_INFINITY];
      const low = range === undefined ? least : Math.max(least, Math.min(range.low, param.initial));
      const high = range === undefined ? most : Math.min(most, Math.max(range.high, param.initial));
      if (!Number.isFinite(high - low) || high <= low) return undefined;
      return {
        kind: 'number',
        key,
        label: param.label,
        ...(param.unit !== undefined && { unit: param.unit }),
        low,
        high,
        log: range?.log === true && low > 0,
        integer: param.integer === true,
      };
    }
    case 'choice':
      return { kind: 'choice', key, label: param.label, options: param.options };
    case 'flag': {
      const options = [
        { value: true, label: 'on' },
        { value: false, label: 'off' },
      ];
      return { kind: 'choice', key, label: param.label, options };
    }
    case 'text':
      return undefined;
  }
}

/** The settings that are searched unless the reader says otherwise: the usual ones, or all where there are none of them. */
export function usualOf(dimensions: readonly Dimension[]): readonly string[] {
  const keys = dimensions.map(({ key }) => key);
  const found = keys.filter((key) => usual.has(key));
  return found.length > 1 ? found : keys;
}

/** Settings drawn at random, each for itself. */
export const drawn = (dimensions: readonly Dimension[], random: () => number): Settings =>
  Object.fromEntries(dimensions.map((dimension) => [dimension.key, valueIn(dimension, random())]));

/** The value at a share of the way, 0..1. Numbers keep three digits: more would not be told apart. */
function valueIn(dimension: Dimension, share: number): number | string | boolean {
  if (dimension.kind === 'choice') {
    const { options } = dimension;
    return options[Math.min(options.length - 1, Math.floor(share * options.length))]?.value ?? '';
  }
  const { low, high, log, integer } = dimension;
  const value = log ? low * (high / low) ** share : low + (high - low) * share;
  return integer ? Math.round(value) : Number(value.toPrecision(3));
}

/** How many different settings there are; infinite with a number that is no whole one. */
export const sizeOf = (dimensions: readonly Dimension[]): number =>
  dimensions.reduce(
    (product, one) =>
      product *
      (one.kind === 'choice' ? one.options.length : one.integer ? one.high - one.low + 1 : Number.POSITIVE_INFINITY),
    1,
  );

/** What a model and a split are with these settings. */
export function withSettings(
  { model, decomposition }: { readonly model: Choice; readonly decomposition: Choice },
  { [DECOMPOSITION]: split, ...settings }: Settings,
  { params, wantsParts }: ModelDefinition,
): { readonly model: Choice; readonly decomposition: Choice } {
  return {
    model: { id: model.id, params: { ...model.params, ...withoutSecrets(params, settings) } },
    decomposition:
      wantsParts && split !== undefined && split !== decomposition.id
        ? { id: String(split), params: {} }
        : decomposition,
  };
}
