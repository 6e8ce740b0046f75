import type { RawSeries } from './assemble';
import type { Sheet } from './table';

/**
 * Series as sheets by measurement: those with the same fields share one, each series a code that its tags' words are
 * looked up by. A series without a measurement goes to `unnamed`.
 */
export function sheetsFrom(series: readonly RawSeries[], unnamed: string): ReadonlyMap<string, readonly Sheet[]> {
  const groups = new Map<string, RawSeries[]>();
  for (const one of series) {
    if (one.time.length === 0) continue;
    const key = JSON.stringify([one.labels._measurement ?? unnamed, ...one.fields.map(({ field }) => field)]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  const tables = new Map<string, Sheet[]>();
  for (const group of groups.values()) {
    const measurement = group[0]?.labels._measurement ?? unnamed;
    const sheets = tables.get(measurement) ?? [];
    tables.set(measurement, sheets);
    sheets.push(sheetOf(group));
  }
  return tables;
}

function sheetOf(series: readonly RawSeries[]): Sheet {
  const rows = series.reduce((sum, { time }) => sum + time.length, 0);
  const joined = (of: (one: RawSeries) => Float64Array): Float64Array => {
    const all = new Float64Array(rows);
    let at = 0;
    for (const one of series) {
      all.set(of(one), at);
      at += one.time.length;
    }
    return all;
  };
  const codes = new Uint32Array(rows);
  let at = 0;
  series.forEach(({ time }, code) => {
    codes.fill(code, at, at + time.length);
    at += time.length;
  });
  const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
  names.delete('_measurement');
  return {
    time: joined(({ time }) => time),
    values: new Map(
      (series[0]?.fields ?? []).map(({ field }, i) => [
        field,
        joined(({ fields }) => fields[i]?.values ?? new Float64Array()),
      ]),
    ),
    tags: new Map([...names].map((name) => [name, { words: series.map(({ labels }) => labels[name] ?? ''), codes }])),
  };
}
