import * as v from 'valibot';
import type { NamedTensor } from '../../frame/parts';
import type { Artifact } from '../../pipeline/results';
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

export const artifactSchema: v.GenericSchema<unknown, ArtifactFile> = v.strictObject({
  version: v.literal(1),
  states: v.array(v.record(text, v.union([figure, text, v.boolean(), v.array(figure)]))),
  periods: v.array(finite),
  stepMs: v.pipe(finite, v.minValue(0)),
  calibration: v.strictObject({ coverage: figure, halfWidth: v.array(figure), errors: count }),
  metrics: v.array(
    v.strictObject({ name: text, mae: figure, rmse: figure, smape: figure, mase: figure, coverage: figure }),
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
