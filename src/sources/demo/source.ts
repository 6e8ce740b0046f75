import { StudioError, throwIfCancelled } from '../../base/errors';
import { breathe } from '../../base/job';
import { lowerBound } from '../../frame/frame';
import { AGGREGATES, bucketed, isAggregate } from '../aggregate';
import { askedWell, NOTHING } from '../ask-well';
import { assemble, type RawSeries } from '../assemble';
import { filled } from '../fill-buckets';
import type { CatalogNode, CatalogPath, Source } from '../types';
import type { DemoParams } from '.';
import { energy } from './energy';
import { fleet } from './fleet';
import { racks } from './racks';
import { sensors } from './sensors';
import { type DemoSet, type Tags, timesOf } from './set';

const SETS: readonly DemoSet[] = [fleet, racks, sensors, energy];

function setOf(name: string): DemoSet {
  const set = SETS.find((candidate) => candidate.name === name);
  if (set !== undefined) return set;
  throw new StudioError('not-found', `The demo data has no set “${name}”.`, {
    next: `Choose ${SETS.map((one) => one.name).join(', ')}.`,
    place: 'database',
    value: name,
  });
}

const measurementOf = (set: DemoSet, name: string) => set.measurements.find((candidate) => candidate.name === name);

function nodes({ database, measurement, tag }: CatalogPath): CatalogNode[] {
  if (database === undefined) return SETS.map(({ name, detail }) => ({ kind: 'database', name, detail }));
  const set = setOf(database);
  if (measurement === undefined) return set.measurements.map(({ name }) => ({ kind: 'measurement', name }));
  const found = measurementOf(set, measurement);
  const values = (key: string) =>
    [...new Set(found?.series.map((tags) => tags[key] ?? ''))].filter((name) => name !== '').toSorted();
  if (tag !== undefined) return values(tag).map((name) => ({ kind: 'value', name }));
  const tags = [...new Set(found?.series.flatMap((series) => Object.keys(series)))].toSorted();
  return [
    ...(found?.fields ?? []).map(({ name, unit }): CatalogNode => ({ kind: 'field', name, detail: unit })),
    ...tags.map((name): CatalogNode => ({ kind: 'tag', name, count: values(name).length })),
  ];
}

/** The points of several series, in time order, missing ones left out. */
function together(times: Float64Array, all: readonly Float64Array[], from: number, to: number) {
  const time: number[] = [];
  const values: number[] = [];
  for (let i = from; i < to; i++) {
    for (const one of all) {
      if (Number.isNaN(one[i])) continue;
      time.push(times[i] as number);
      values.push(one[i] as number);
    }
  }
  return { time: Float64Array.from(time), values: Float64Array.from(values) };
}

/** Demo data made on the spot: no network, the same bits for the same seed. `truth.ts` tells what is planted in it. */
export const demo: Source<DemoParams> = {
  async connect() {
    return { product: 'Demo data' };
  },

  async catalog(_, path, ctx) {
    throwIfCancelled(ctx.signal);
    return nodes(path);
  },

  async extent(_, { database, measurement, field }, ctx) {
    throwIfCancelled(ctx.signal);
    const set = setOf(database);
    const known = measurementOf(set, measurement)?.fields.some(({ name }) => name === field) ?? false;
    return known ? { start: set.start, stop: set.stop - set.stepMs + 1 } : undefined;
  },

  /** Made and counted: that takes no longer than any other way. */
  async estimate(opening, query, ctx) {
    const { frames } = await demo.query(opening, query, ctx);
    const columns = frames.flatMap((frame) => frame.columns);
    return {
      points: frames.reduce((sum, { time, columns: { length } }) => sum + time.length * length, 0),
      series: columns.length,
      exact: true,
    };
  },

  async query({ params }, query, ctx) {
    askedWell(query, AGGREGATES);
    const set = setOf(query.database);
    const found = measurementOf(set, query.measurement);
    const matching = (found?.series ?? []).filter((tags) =>
      query.filters.every(({ tag, values }) => values.length === 0 || values.includes(tags[tag] ?? '')),
    );
    const times = timesOf(set);
    const [from, to] = [lowerBound(times, query.range.start), lowerBound(times, query.range.stop)];
    const groups = new Map<string, Tags[]>();
    for (const tags of matching) {
      const key = JSON.stringify(query.groupBy.map((tag) => tags[tag] ?? ''));
      groups.set(key, [...(groups.get(key) ?? []), tags]);
    }
    const series: RawSeries[] = [];
    for (const members of groups.values()) {
      const labels = Object.fromEntries(query.groupBy.map((tag) => [tag, members[0]?.[tag] ?? '']));
      for (const { name, unit } of found?.fields.filter((field) => query.fields.includes(field.name)) ?? []) {
        throwIfCancelled(ctx.signal);
        ctx.progress({
          phase: 'Making',
          part: name,
          done: series.length,
          total: groups.size * query.fields.length,
          unit: 'series',
        });
        const all = members.map((tags) => set.values(query.measurement, name, tags, params.seed));
        const raw = together(times, all, from, to);
        const { aggregate } = query;
        const { time, values } =
          aggregate === 'none' || !isAggregate(aggregate)
            ? raw
            : bucketed(raw.time, raw.values, query.everyMs, aggregate, query);
        series.push({
          labels: { ...labels, _measurement: query.measurement },
          time,
          fields: [{ field: name, values, unit }],
        });
        await breathe();
      }
    }
    const { frames, rows, notes, mended } = assemble(series, query.fields);
    return {
      frames: filled(frames, query),
      rows,
      notes: frames.length === 0 ? [...notes, NOTHING] : notes,
      mended,
      text: '',
    };
  },
};
