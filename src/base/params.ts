import { StudioError } from './errors';

/** A parameter described once: it gives the form, the default, the check and the type. */
export type Param =
  | {
      readonly kind: 'number';
      readonly label: string;
      readonly initial: number;
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
      /** Shown after the field, e.g. `steps`, `epochs`. */
      readonly unit?: string;
      readonly help?: string;
    }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly initial: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly help?: string;
    }
  | { readonly kind: 'flag'; readonly label: string; readonly initial: boolean; readonly help?: string }
  | {
      readonly kind: 'text';
      readonly label: string;
      readonly initial: string;
      /** A secret is never saved, logged, exported or put in a recipe. */
      readonly secret?: boolean;
      readonly placeholder?: string;
      readonly help?: string;
    };

export type ParamSchema = Readonly<Record<string, Param>>;

/** Parameter values as plain data, as a recipe keeps them. */
export type ParamValues = Readonly<Record<string, number | string | boolean>>;

type ValueOf<P extends Param> = P extends { kind: 'number' } ? number : P extends { kind: 'flag' } ? boolean : string;

/** The typed values a schema describes. */
export type ValuesOf<S extends ParamSchema> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** Every parameter at its initial value. */
export function defaults<S extends ParamSchema>(schema: S): ValuesOf<S> {
  return Object.fromEntries(Object.entries(schema).map(([key, param]) => [key, param.initial])) as ValuesOf<S>;
}

/** What is wrong with one value, in words, or undefined when it is fine. */
export function fault(param: Param, value: unknown): string | undefined {
  switch (param.kind) {
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return `${param.label} must be a number.`;
      if (param.integer === true && !Number.isInteger(value)) return `${param.label} must be a whole number.`;
      if (param.min !== undefined && value < param.min) return `${param.label} must be at least ${param.min}.`;
      if (param.max !== undefined && value > param.max) return `${param.label} must be at most ${param.max}.`;
      return undefined;
    case 'choice':
      return param.options.some((option) => option.value === value)
        ? undefined
        : `${param.label} must be one of ${param.options.map((option) => option.label).join(', ')}.`;
    case 'flag':
      return typeof value === 'boolean' ? undefined : `${param.label} must be on or off.`;
    case 'text':
      return typeof value === 'string' ? undefined : `${param.label} must be text.`;
  }
}

/** Faults by parameter name; empty when all is well. Missing values are filled with their defaults before the check. */
export function faults(schema: ParamSchema, values: ParamValues): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [key, param] of Object.entries(schema)) {
    const message = fault(param, values[key] ?? param.initial);
    if (message !== undefined) found[key] = message;
  }
  return found;
}

/**
 * Values checked and completed with defaults; unknown names are dropped.
 * @throws StudioError `bad-input` naming the first faulty parameter as its place.
 */
export function checked<S extends ParamSchema>(schema: S, values: ParamValues): ValuesOf<S> {
  const first = Object.entries(faults(schema, values))[0];
  if (first !== undefined) {
    const [place, message] = first;
    throw new StudioError('bad-input', message, { place, value: values[place] });
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, param]) => [key, values[key] ?? param.initial]),
  ) as ValuesOf<S>;
}

/** The values that may be kept or shared: without secrets, and without names the schema does not know. */
export function withoutSecrets(schema: ParamSchema, values: ParamValues): ParamValues {
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => {
      const param = Object.hasOwn(schema, key) ? schema[key] : undefined;
      return param !== undefined && !(param.kind === 'text' && param.secret === true);
    }),
  );
}
