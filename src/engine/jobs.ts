import { memberOf } from '../base/definition';
import { StudioError } from '../base/errors';
import type { JobContext } from '../base/job';
import { checked } from '../base/params';
import type { SeriesFrame } from '../frame/frame';
import type { SeriesQuery } from '../frame/query';
import { survey } from '../neural/backend/survey';
import { backtest } from '../pipeline/backtest';
import { cluster } from '../pipeline/cluster';
import { compareVersions } from '../pipeline/compare-versions';
import { detect } from '../pipeline/detect';
import { diagnose, type Split } from '../pipeline/diagnosis';
import { describe, explore } from '../pipeline/explore';
import { fleet } from '../pipeline/fleet';
import { split } from '../pipeline/parts';
import { onGrid } from '../pipeline/prepare';
import type { Recipe } from '../pipeline/recipe';
import { forecastAgain, retrain } from '../pipeline/retrain';
import { search } from '../pipeline/search';
import { seasonsFor } from '../pipeline/seasons';
import { shape } from '../pipeline/shape';
import { thenAndNow } from '../pipeline/then-and-now';
import { type TrainInput, train } from '../pipeline/train';
import { onWallClock } from '../pipeline/wall-clock';
import { sources } from '../sources';
import { wireTo } from '../sources/doctor-wire';
import { serverUrl } from '../sources/http';
import { probe } from '../sources/probe';
import type { FilePreview } from '../sources/table';
import type { CatalogPath, Opening, Page, Source, WriteTarget } from '../sources/types';
import { viewJobs } from './view-jobs';

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

  /** How much a query would read; undefined where the source cannot tell cheaply. */
  estimate: async ({ at, query }: { at: At; query: SeriesQuery }, ctx: JobContext) =>
    (await sourceOf(at)).estimate?.(at.opening, query, ctx),

  /** Tests a connection step by step. */
  diagnose: async ({ at, page, database }: { at: At; page: Page; database?: string }, ctx: JobContext) => {
    const source = await sourceOf(at);
    if (source.diagnose === undefined) {
      throw new StudioError('unsupported', 'This source has no connection to test.', { next: 'Open it again.' });
    }
    return source.diagnose(at.opening, page, ctx, database);
  },

  /** Which InfluxDB answers at an address as typed; nothing but questions is sent. */
  probe: async ({ url, page }: { url: string; page: Page }, ctx: JobContext) =>
    probe(wireTo(serverUrl(url), page, ctx)),

  /** How a file would be read. */
  preview: async ({ at }: { at: At }, ctx: JobContext): Promise<FilePreview> => {
    const member = memberOf<Source>(sources, at.source);
    const { preview } = await member.load();
    if (preview === undefined) throw new StudioError('unsupported', `${member.title} is read without a preview.`);
    return preview({ ...at.opening, params: checked(member.params, at.opening.params) }, ctx);
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

  explore: async ({ frame, recipe }: { frame: SeriesFrame; recipe?: Recipe }, ctx: JobContext) =>
    explore(frame, ctx, recipe),

  decompose: async ({ frame, recipe }: { frame: SeriesFrame; recipe: Recipe }, ctx: JobContext): Promise<Split> => {
    const wall = onWallClock(frame, recipe);
    const { filled } = await onGrid(wall.frame, recipe.preparation);
    const periods = seasonsFor(filled, recipe.periods);
    const parts = wall.parts(await split(filled, periods, recipe.decomposition, ctx));
    return { parts, periods, diagnosis: await diagnose(parts, filled.stepMs ?? 1, ctx) };
  },

  /** The figures of one series. */
  describe: async ({ frame }: { frame: SeriesFrame }) => describe(frame),

  /** Takes the steps by hand on the series read. */
  shape: (input: Parameters<typeof shape>[0], ctx: JobContext) => shape(input, ctx),

  train: (input: TrainInput, ctx: JobContext) => train(input, ctx),
  backtest: (input: Parameters<typeof backtest>[0], ctx: JobContext) => backtest(input, ctx),
  search: (input: Parameters<typeof search>[0], ctx: JobContext) => search(input, ctx),
  forecast: (input: Parameters<typeof forecastAgain>[0], ctx: JobContext) => forecastAgain(input, ctx),
  retrain: (input: Parameters<typeof retrain>[0], ctx: JobContext) => retrain(input, ctx),
  thenAndNow: (input: Parameters<typeof thenAndNow>[0]) => thenAndNow(input),
  compareVersions: (input: Parameters<typeof compareVersions>[0], ctx: JobContext) => compareVersions(input, ctx),
  fleet: (input: Parameters<typeof fleet>[0], ctx: JobContext) => fleet(input, ctx),
  detect: (input: Parameters<typeof detect>[0], ctx: JobContext) => detect(input, ctx),
  cluster: (input: Parameters<typeof cluster>[0], ctx: JobContext) => cluster(input, ctx),
  backends: (_: null, ctx: JobContext) => survey(ctx),
  ...viewJobs,
} as const;

export type Jobs = typeof jobs;
