import fc from 'fast-check';
import { parse } from 'papaparse';
import { describe, expect, it } from 'vitest';
import { csvBytes } from '../csv-text';
import { sampleForecast } from '../sample';
import type { TableInput } from '../types';
import { csv } from '.';

type Unnamed<T> = T extends unknown ? Omit<T, 'name'> : never;
const textOf = async (input: Unnamed<TableInput>): Promise<string> =>
  new TextDecoder().decode((await csv.export({ name: 'x', ...input })).bytes);

const frame = (key: string, time: number[], values: number[], labels = {}) => ({
  time: Float64Array.from(time),
  columns: [{ key, values: Float64Array.from(values), labels }],
});

describe('csv', () => {
  it('puts series side by side on the union of their times', async () => {
    const text = await textOf({
      kind: 'series',
      frames: [
        frame('a', [0, 1000], [1.5, Number.NaN], { host: 'x', _unit: 'ms' }),
        frame('b', [1000, 2000.5], [-1e-7, 3]),
      ],
    });
    expect(text).toBe(
      'time,a host=x,b\r\n1970-01-01T00:00:00.000Z,1.5,\r\n1970-01-01T00:00:01.000Z,,-1e-7\r\n2000.5,,3\r\n',
    );
  });

  it('writes a forecast with its quantiles and parts', async () => {
    expect(await textOf({ kind: 'forecast', forecast: sampleForecast })).toBe(
      'time,forecast,q0.025,q0.975,trend\r\n2023-11-14T22:13:20.000Z,1.5,1,2,1\r\n2023-11-14T22:14:20.000Z,-2,-3,-1,1\r\n',
    );
  });

  const scores = {
    time: Float64Array.of(0, 1),
    score: Float64Array.of(0, 90),
    typical: Float64Array.of(1, 1),
    lower: Float64Array.of(0, 0),
    upper: Float64Array.of(2, 2),
    ranges: [
      {
        start: 0,
        stop: 1,
        score: 90,
        peak: 1,
        severity: 'critical' as const,
        actual: 9,
        typical: 1,
        reason: '4.2x, far "off"',
      },
    ],
  };

  it('writes anomalies point by point, and as ranges', async () => {
    expect(await textOf({ kind: 'anomalies', scores })).toBe(
      'time,score,typical,lower,upper\r\n1970-01-01T00:00:00.000Z,0,1,0,2\r\n1970-01-01T00:00:00.001Z,90,1,0,2\r\n',
    );
    expect(await textOf({ kind: 'anomalies', scores, series: frame('a', [0, 1], [5, 9]) })).toContain(
      'time,observed,score,typical,lower,upper\r\n1970-01-01T00:00:00.000Z,5,0,1,0,2',
    );
    expect((await textOf({ kind: 'anomaly-ranges', scores })).split('\r\n')[1]).toBe(
      '1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.001Z,1970-01-01T00:00:00.001Z,90,critical,9,1,"4.2x, far ""off"""',
    );
  });

  it('writes clusters, and any table', async () => {
    const clustering = {
      names: ['a', '=cmd|x'],
      labels: Int32Array.of(0, -1),
      centers: [],
      shapes: [],
      inertia: 0,
      silhouette: 0,
      iterations: 1,
    };
    expect(await textOf({ kind: 'clusters', clustering })).toBe("series,cluster\r\na,0\r\n'=cmd|x,-1\r\n");
    expect(await textOf({ kind: 'table', table: { columns: ['-a'], rows: [[-1], ['-1']] } })).toBe(
      "'-a\r\n-1\r\n'-1\r\n",
    );
  });

  it('escapes so that any reader gets the same cells, and no cell is a formula', () => {
    const text = fc.string({ unit: 'binary' });
    const hostile = fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ','), text)
      .map((two) => two.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(text, hostile), fc.double()), { minLength: 1, maxLength: 5 }), (rows) => {
        const bytes = csvBytes({ columns: ['text', 'number'], rows });
        const { data } = parse<string[]>(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), {
          newline: '\r\n',
        });
        expect(data).toHaveLength(rows.length + 2);
        rows.forEach(([cell, number], i) => {
          const [back, figure = ''] = data[i + 1] ?? [];
          expect(back).not.toMatch(/^[=+\-@\t\r\n]/);
          expect(back).toBe(/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell);
          expect(figure === '' ? Number.NaN : Number(figure)).toBe(number);
        });
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
