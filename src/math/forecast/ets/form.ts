export type Size = 'additive' | 'multiplicative';

/** A form of exponential smoothing in the taxonomy of Hyndman et al. (2008), without its multiplicative trends. */
export interface EtsForm {
  readonly error: Size;
  readonly trend: 'none' | 'additive' | 'damped';
  readonly season: 'none' | Size;
}

/** What a form smooths with; unused ones are 0, `damping` 1. Bounds as in statsmodels and R: see `bounds`. */
export interface Smoothing {
  /** Share of an error that moves the level (alpha). */
  readonly level: number;
  /** Share of the level's move that moves the slope (beta / alpha). */
  readonly slope: number;
  /** Share of what the level leaves that moves the season (gamma / (1 - alpha)). */
  readonly season: number;
  /** What is left of the slope after each step (phi). */
  readonly damping: number;
}

/** Where smoothing starts or ends. */
export interface EtsState {
  readonly level: number;
  readonly slope: number;
  /** By phase: the season of the next point first; empty where there is none. */
  readonly season: Float64Array;
}

/** Constants are looked for in here. */
export const bounds: Readonly<Record<keyof Smoothing, readonly [number, number]>> = {
  level: [1e-4, 0.9999],
  slope: [1e-4, 0.9999],
  season: [1e-4, 0.9999],
  damping: [0.8, 0.98],
};

/** Which constants a form has. */
export function constantsOf({ trend, season }: EtsForm): readonly (keyof Smoothing)[] {
  return [
    'level',
    ...(trend === 'none' ? [] : (['slope'] as const)),
    ...(season === 'none' ? [] : (['season'] as const)),
    ...(trend === 'damped' ? (['damping'] as const) : []),
  ];
}

/** Numbers a form is free in: constants, first states (a season's `period` values sum to nothing) and the error's size. */
export const freedom = (form: EtsForm, period: number): number =>
  constantsOf(form).length + (form.trend === 'none' ? 1 : 2) + (form.season === 'none' ? 0 : period - 1) + 1;

/**
 * The forms to choose from: R's fifteen (a multiplied season wants a multiplied error, or errors grow without bound), six of
 * them without season. Multiplied ones need values above 0.
 */
export function formsFor(positive: boolean, seasonal: boolean): readonly EtsForm[] {
  const forms: EtsForm[] = [];
  for (const error of positive ? (['additive', 'multiplicative'] as const) : (['additive'] as const)) {
    for (const season of seasonal ? (['none', 'additive', 'multiplicative'] as const) : (['none'] as const)) {
      if (season === 'multiplicative' && error === 'additive') continue;
      for (const trend of ['none', 'additive', 'damped'] as const) forms.push({ error, trend, season });
    }
  }
  return forms;
}

/** The form in its usual letters, e.g. `ETS(M,Ad,A)`. */
export function letters({ error, trend, season }: EtsForm): string {
  const letter = { none: 'N', additive: 'A', multiplicative: 'M', damped: 'Ad' } as const;
  return `ETS(${letter[error]},${letter[trend]},${letter[season]})`;
}
