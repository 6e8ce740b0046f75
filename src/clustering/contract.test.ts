import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quietContext } from '../base/job';
import { checked, defaults } from '../base/params';
import { normal, seeded } from '../base/random';
import { clusterers } from './index';
import type { ClusterInput } from './types';

/** Three planted shapes (15, 10 and 5 of them) of 24 points, at any level and scale. */
function planted(noise = 0.1, size = 30): ClusterInput {
  const random = seeded(5);
  const shapes = [
    (t: number) => Math.sin((2 * Math.PI * t) / 24),
    (t: number) => t / 8 - 1.5,
    (t: number) => (t % 8 < 2 ? 1.5 : -0.5),
  ];
  const kinds = Array.from({ length: size }, (_, i) => (i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2));
  return {
    names: kinds.map((kind, i) => `${'abc'[kind]}${i}`),
    series: kinds.map((kind) => {
      const [level, scale] = [100 * random(), 1 + 50 * random()];
      return Float64Array.from(
        { length: 24 },
        (_, t) => level + scale * ((shapes[kind]?.(t) ?? 0) + noise * normal(random)),
      );
    }),
  };
}

const context = (seed = 1) => quietContext(seeded(seed));

it('lists every folder, once', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(clusterers.map((member) => member.id).sort()).toEqual(folders.sort());
});

describe.each(clusterers.map((member) => [member.id, member] as const))('%s', (_, member) => {
  const values = defaults(member.params);
  const cluster = async (input: ClusterInput, seed = 1) => (await member.load()).cluster(input, values, context(seed));

  it('speaks for itself', () => {
    expect(checked(member.params, values)).toEqual(values);
    const phrase = member.phrase(values);
    expect(phrase.length).toBeGreaterThan(0);
    for (const part of phrase) {
      if (typeof part === 'string') expect(part).not.toBe('');
      else for (const param of part.params) expect(Object.keys(member.params)).toContain(param);
    }
  });

  it('finds planted groups, largest first', async () => {
    const input = planted();
    const { names, labels, centers, shapes } = await cluster(input);
    expect(names).toEqual(input.names);
    expect(Array.from(labels, (label) => 'abc'[label])).toEqual(input.names.map((name) => name[0]));
    expect(centers).toHaveLength(3);
    expect(shapes).toHaveLength(input.series.length);
    for (const values of [...centers, ...shapes]) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('gives figures that agree with its labels', async () => {
    const { labels, centers, shapes, inertia, silhouette } = await cluster(planted(1.5, 60));
    let sum = 0;
    const sizes = centers.map(() => 0);
    labels.forEach((label, i) => {
      if (label < 0) return;
      sizes[label] = (sizes[label] ?? 0) + 1;
      shapes[i]?.forEach((value, t) => {
        sum += (value - (centers[label]?.[t] ?? Number.NaN)) ** 2;
      });
    });
    expect(inertia).toBeCloseTo(sum, 8);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(Math.abs(silhouette)).toBeLessThanOrEqual(1);
  });

  it('does not mind level and scale', async () => {
    const input = planted();
    const moved = {
      ...input,
      series: input.series.map((values, i) => values.map((value) => value * (i + 1) - 1e4 * i)),
    };
    expect((await cluster(moved)).labels).toEqual((await cluster(input)).labels);
  });

  it('gives the same answer for the same seed and leaves its input alone', async () => {
    const input = planted(2);
    const before = structuredClone(input);
    expect(await cluster(input, 9)).toEqual(await cluster(input, 9));
    expect(input).toEqual(before);
  });

  it('survives series that are constant or all alike', async () => {
    const flat = { names: ['a', 'b', 'c', 'd'], series: [1, 2, 3, 4].map((level) => new Float64Array(12).fill(level)) };
    const { labels, inertia, silhouette, centers } = await cluster(flat);
    expect([...labels]).toEqual([0, 0, 0, 0]);
    expect(centers).toHaveLength(1);
    expect([inertia, silhouette]).toEqual([0, 0]);
  });

  it('says what is wrong with its input', async () => {
    const series = (...lengths: number[]) => ({
      names: lengths.map(String),
      series: lengths.map((n) => Float64Array.from({ length: n }, (_, i) => i)),
    });
    await expect(cluster(series())).rejects.toMatchObject({ code: 'too-short' });
    await expect(cluster(series(9))).rejects.toMatchObject({ code: 'too-short', next: expect.any(String) });
    await expect(cluster(series(9, 9, 8))).rejects.toMatchObject({ code: 'bad-input' });
    await expect(cluster(series(0, 0, 0))).rejects.toMatchObject({ code: 'bad-input' });
    const gap = { names: ['a', 'b', 'c'], series: [1, 2, Number.NaN].map((value) => Float64Array.of(0, 1, value)) };
    await expect(cluster(gap)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('reports progress and obeys a cancel', async () => {
    const controller = new AbortController();
    let reports = 0;
    const clusterer = await member.load();
    const run = clusterer.cluster(planted(3, 1500), values, {
      ...context(),
      signal: controller.signal,
      progress: () => {
        if (++reports === 3) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(reports).toBeLessThan(20);
  });
});
