import { memberOf } from '../base/definition';
import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import type { SeriesFrame } from '../frame/frame';
import type { Decomposition } from '../frame/parts';
import type { SeriesQuery } from '../frame/query';
import { survey } from '../neural/backend/survey';
import { cluster } from '../pipeline/cluster';
import { detect } from '../pipeline/detect';
import { explore } from '../pipeline/explore';
import { split } from '../pipeline/parts';
import { onGrid } from '../pipeline/prepare';
import type { Recipe } from '../pipeline/recipe';
import { forecastAgain, retrain } from '../pipeline/retrain';
import { seasonsFor } from '../pipeline/seasons';
import { type TrainInput, train } from '../pipeline/train';
import { sources } from '../sources';
import { csv } from '../sources/csv';
import type { CatalogPath, Opening, Source, WriteTarget } from '../sources/types';

/** A source by id, and where it reads from. */
export interface At {
  readonly source: string;
  readonly opening: Opening;
}

const sourceOf = (at: At): Promise<Source> => memberOf<Source>(sources, at.source).load();

/** Everything the engine can be asked, and what it answers. Inputs and outputs are plain and cloneable. */
export const jobs = {
  connect: async (at: At, ctx: JobContext) => (await sourceOf(at)).connect(at.opening, ctx),

  catalog: async ({ at, path }: { at: At; path: CatalogPath }, ctx: JobContext) =>
    (await sourceOf(at)).catalog(at.opening, path, ctx),

  extent: async (
    { at, path }: { at: At; path: { database: string; measurement: string; field: string } },
    ctx: JobContext,
  ) => (await sourceOf(at)).extent(at.opening, path, ctx),

  query: async ({ at, query }: { at: At; query: SeriesQuery }, ctx: JobContext) =>
    (await sourceOf(at)).query(at.opening, query, ctx),

  preview: async ({ at }: { at: At }, ctx: JobContext) => {
    const { previewCsv } = await import('../sources/csv/preview');
    const { file, params } = at.opening;
    if (file === undefined) throw new StudioError('empty', 'No file is open.', { next: 'Open one.', place: 'file' });
    return previewCsv(file, checked(csv.params, params), ctx);
  },

  write: async ({ at, target, lines }: { at: At; target: WriteTarget; lines: readonly string[] }, ctx: JobContext) => {
    const source = await sourceOf(at);
    if (source.write === undefined) {
      throw new StudioError('unsupported', 'This source cannot be written to.', {
        next: 'Connect to an InfluxDB, or save the forecast as a file.',
      });
    }
    await source.write(at.opening, target, lines, ctx);
  },

  explore: async ({ frame }: { frame: SeriesFrame }, ctx: JobContext) => explore(frame, ctx),

  decompose: async (
    { frame, recipe }: { frame: SeriesFrame; recipe: Recipe },
    ctx: JobContext,
  ): Promise<{ readonly parts: Decomposition; readonly periods: readonly number[] }> => {
    const { filled } = await onGrid(frame, recipe.preparation);
    const periods = seasonsFor(filled, recipe.periods);
    return { parts: await split(filled, periods, recipe.decomposition, ctx), periods };
  },

  train: (input: TrainInput, ctx: JobContext) => train(input, ctx),
  forecast: (input: Parameters<typeof forecastAgain>[0], ctx: JobContext) => forecastAgain(input, ctx),
  retrain: (input: Parameters<typeof retrain>[0], ctx: JobContext) => retrain(input, ctx),
  detect: (input: Parameters<typeof detect>[0], ctx: JobContext) => detect(input, ctx),
  cluster: (input: Parameters<typeof cluster>[0], ctx: JobContext) => cluster(input, ctx),
  backends: (_: null, ctx: JobContext) => survey(ctx),
} as const;

export type Jobs = typeof jobs;
