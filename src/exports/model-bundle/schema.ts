import * as v from 'valibot';
import type { NamedTensor } from '../../frame/parts';
import type { Artifact, Calibration, HalfWidths } from '../../pipeline/results';
import type { HistoryHead } from './history-csv';
import { bundleFormat } from './layout';

/** What is in a bundle, with the means to see that it arrived whole. */
export interface Manifest {
  readonly format: typeof bundleFormat.format;
  readonly version: typeof bundleFormat.version;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** What this is, for whoever opens the archive by hand. */
  readonly words: string;
  /** Every file but this one. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** An artifact without what lies in files of its own: recipe, history, networks, numbers of the weights. */
export type ArtifactFile = Omit<Artifact, 'recipe' | 'history' | 'weights'> & {
  readonly history: HistoryHead;
  readonly weights: {
    readonly state: Readonly<Record<string, unknown>>;
    /** In their order; each one's numbers follow those of the one before it in the same file. */
    readonly tensors: readonly (Pick<NamedTensor, 'name' | 'shape'> & { readonly file: string })[];
    readonly networks: readonly { readonly part: string; readonly folder: string }[];
  };
};

const finite = v.pipe(v.number(), v.finite());
/** A figure that may be unknown. */
const figure = v.union([v.number(), v.nan()]);
const count = v.pipe(finite, v.integer(), v.minValue(0));

export const manifestSchema: v.GenericSchema<unknown, Manifest> = v.strictObject({
  format: v.literal(bundleFormat.format),
  version: v.literal(bundleFormat.version),
  name: v.pipe(v.string(), v.maxLength(500)),
  created: v.pipe(v.string(), v.isoTimestamp()),
  words: v.string(),
  files: v.array(
    v.strictObject({ path: v.string(), bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) }),
  ),
});

const text = v.string();
const columnHead = v.strictObject({ key: text, labels: v.record(text, text) });

const level = v.pipe(finite, v.gtValue(0), v.ltValue(1));
const calibration: v.GenericSchema<unknown, Calibration> = v.pipe(
  v.strictObject({
    coverage: level,
    kind: v.picklist(['added', 'times', 'own']),
    levels: v.pipe(v.array(level), v.maxLength(1000)),
    offsets: v.array(figure),
    spread: v.array(figure),
    unit: v.exactOptional(finite),
    least: v.exactOptional(finite),
    most: v.exactOptional(finite),
    errors: count,
    spans: v.pipe(finite, v.minValue(0)),
  }),
  v.check(({ levels, offsets }) => offsets.length === 0 || offsets.length === levels.length, 'one offset a level'),
  v.check(({ levels }) => levels.every((one, i) => i === 0 || one > (levels[i - 1] as number)), 'levels that rise'),
  v.check(({ levels }) => levels.length === 0 || levels.includes(0.5), 'the level in the middle'),
);
/** Of bundles made before bands were learned at several levels. */
const halfWidths: v.GenericSchema<unknown, HalfWidths> = v.strictObject({
  coverage: level,
  halfWidth: v.array(figure),
  errors: count,
});
const isHalfWidths = (kept: unknown): boolean => typeof kept === 'object' && kept !== null && 'halfWidth' in kept;

const effects = v.strictObject({ mean: figure, lower: figure, upper: figure });

const learnedInputs = v.strictObject({
  version: v.literal(1),
  columns: v.pipe(v.array(v.strictObject({ id: text, coefficient: finite, error: figure })), v.maxLength(1000)),
  contributions: v.pipe(
    v.array(
      v.strictObject({
        input: text,
        kind: v.picklist(['event', 'calendar', 'series']),
        name: text,
        times: count,
        effect: v.nullable(effects),
        meanAbsolute: figure,
        share: figure,
        words: v.exactOptional(text),
      }),
    ),
    v.maxLength(1000),
  ),
  repeat: v.pipe(count, v.minValue(1)),
  ahead: v.exactOptional(
    v.pipe(
      v.array(
        v.pipe(
          v.strictObject({
            name: text,
            time: v.pipe(v.array(finite), v.maxLength(20_000)),
            values: v.pipe(v.array(finite), v.maxLength(20_000)),
          }),
          v.check(({ time, values }) => time.length === values.length, 'a value at each time'),
        ),
      ),
      v.maxLength(20),
    ),
  ),
  trial: v.exactOptional(
    v.strictObject({
      with: figure,
      without: figure,
      during: v.nullable(v.strictObject({ with: figure, without: figure, points: count })),
      how: v.picklist(['learned', 'left-out']),
    }),
  ),
});

export const artifactSchema: v.GenericSchema<unknown, ArtifactFile> = v.strictObject({
  version: v.literal(1),
  states: v.array(v.record(text, v.union([figure, text, v.boolean(), v.array(figure)]))),
  periods: v.array(finite),
  stepMs: v.pipe(finite, v.minValue(0)),
  calibration: v.lazy(
    (kept): v.GenericSchema<unknown, Calibration | HalfWidths> => (isHalfWidths(kept) ? halfWidths : calibration),
  ),
  metrics: v.array(
    v.strictObject({
      name: text,
      mae: figure,
      rmse: figure,
      smape: figure,
      mase: figure,
      coverage: figure,
      pinball: v.exactOptional(figure),
    }),
  ),
  backend: text,
  trials: v.exactOptional(
    v.array(
      v.strictObject({
        id: text,
        ok: v.boolean(),
        missing: v.exactOptional(v.boolean()),
        failed: v.exactOptional(v.boolean()),
        msPerStep: v.exactOptional(finite),
        reason: v.exactOptional(text),
      }),
    ),
  ),
  reasons: v.exactOptional(
    v.strictObject({
      words: text,
      members: v.array(v.strictObject({ title: text, error: v.nullable(finite), weight: finite })),
    }),
  ),
  seconds: finite,
  losses: v.array(v.strictObject({ part: text, training: v.array(figure), validation: v.array(figure) })),
  learnedFrom: v.exactOptional(
    v.strictObject({
      range: v.strictObject({ start: finite, stop: finite }),
      rows: count,
      parameters: count,
      seed: finite,
      backend: text,
      seconds: finite,
      how: v.picklist(['trained', 'continued', 'refitted']),
      from: v.exactOptional(count),
      data: v.pipe(text, v.regex(/^[0-9a-f]{8}$/)),
    }),
  ),
  inputs: v.exactOptional(learnedInputs),
  history: v.strictObject({
    columns: v.pipe(v.array(columnHead), v.minLength(1), v.maxLength(1000)),
    stepMs: v.exactOptional(v.pipe(finite, v.gtValue(0))),
  }),
  weights: v.strictObject({
    state: v.record(text, v.unknown()),
    tensors: v.pipe(
      v.array(v.strictObject({ name: text, shape: v.pipe(v.array(count), v.maxLength(8)), file: text })),
      v.maxLength(10_000),
    ),
    networks: v.array(v.strictObject({ part: text, folder: text })),
  }),
});
