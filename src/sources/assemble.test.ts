import { describe, expect, it } from 'vitest';
import { assemble, columnKey } from './assemble';

const series = (labels: Record<string, string>, field: string, points: readonly (readonly [number, number])[]) => ({
  labels,
  time: Float64Array.from(points, ([t]) => t),
  fields: [{ field, values: Float64Array.from(points, ([, value]) => value) }],
});

describe('assembling frames', () => {
  it('puts fields of one series on the union of their times', () => {
    const { frames } = assemble(
      [
        series({ host: 'a' }, 'g', [
          [0, 1],
          [10, 2],
        ]),
        series({ host: 'a' }, 'f', [
          [10, 3],
          [20, 4],
        ]),
      ],
      ['f', 'g'],
    );
    expect(frames).toHaveLength(1);
    expect([...(frames[0]?.time ?? [])]).toEqual([0, 10, 20]);
    expect(frames[0]?.stepMs).toBe(10);
    expect(frames[0]?.columns.map(({ key, values }) => [key, ...values])).toEqual([
      ['f', Number.NaN, 3, 4],
      ['g', 1, 2, Number.NaN],
    ]);
  });

  it('keeps series apart by their labels, in a natural order', () => {
    const hosts = ['host-10', 'host-2', 'host-1'];
    const { frames } = assemble(hosts.map((host) => series({ host }, 'f', [[0, 1]])));
    expect(frames.map((frame) => frame.columns[0]?.labels.host)).toEqual(['host-1', 'host-2', 'host-10']);
  });

  it('mends disorder, twins, infinities and bad times, and says so', () => {
    const { frames, notes, rows } = assemble([
      series({}, 'f', [
        [20, 2],
        [0, 0],
        [20, 3],
        [30, Number.POSITIVE_INFINITY],
        [Number.NaN, 9],
      ]),
    ]);
    expect([...(frames[0]?.time ?? [])]).toEqual([0, 20, 30]);
    expect([...(frames[0]?.columns[0]?.values ?? [])]).toEqual([0, 3, Number.NaN]);
    expect(rows).toBe(5);
    expect(notes.join(' ')).toMatch(/1 row had no readable time.*1 infinite value became a gap.*1 point of 5/);
  });

  it('gives columns of one frame keys of their own', () => {
    const twice = {
      labels: {},
      time: Float64Array.of(0),
      fields: ['f', 'f'].map((field) => ({ field, values: Float64Array.of(1) })),
    };
    expect(assemble([twice]).frames[0]?.columns.map(({ key }) => key)).toEqual(['f', 'f']);
    const apart = [series({}, 'f', [[0, 1]]), series({}, 'f', [[0, 2]])];
    expect(assemble(apart).frames[0]?.columns.map(({ key }) => key)).toEqual(['f', 'f 2']);
  });

  it('names a field that is just a value by its measurement', () => {
    expect([columnKey('value', 'temperature'), columnKey('usage_user', 'cpu'), columnKey('value', undefined)]).toEqual([
      'temperature',
      'usage_user',
      'value',
    ]);
  });
});
