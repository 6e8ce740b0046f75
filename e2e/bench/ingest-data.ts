/** Answers as the servers write them and a file as a logger does: one value every 10 s of ten hosts, a third of them with all digits. */
const HOSTS = 10;
const START = Date.UTC(2026, 0, 1);

const nameOf = (h: number): string => `web-${String(h).padStart(2, '0')}`;
const timeOf = (i: number): number => START + i * 10_000;
const stampOf = (i: number): string => new Date(timeOf(i)).toISOString().replace('.000Z', 'Z');

function written(i: number, h: number): string {
  const value = 50 + 20 * Math.sin((i + 400 * h) / 300) + ((i * 7919 + h * 104_729) % 1000) / 100;
  return i % 3 === 0 ? String(value) : value.toFixed(2);
}

/** `rows` lines over all hosts, a host after the other. */
function lines(rows: number, head: readonly string[], line: (i: number, h: number) => string, end: string): Uint8Array {
  const each = Math.floor(rows / HOSTS);
  const parts = [...head];
  for (let h = 0; h < HOSTS; h++) for (let i = 0; i < each; i++) parts.push(line(i, h));
  return new TextEncoder().encode(parts.join(end) + end);
}

/** What InfluxDB 2.7 answers to the query the studio builds for raw points by host. */
export const fluxCsv = (rows: number): Uint8Array =>
  lines(
    rows,
    [
      '#datatype,string,long,dateTime:RFC3339,double,string,string,string',
      '#group,false,false,false,false,true,true,true',
      '#default,_result,,,,,,',
      ',result,table,_time,_value,_field,_measurement,host',
    ],
    (i, h) => `,,${h},${stampOf(i)},${written(i, h)},usage_user,cpu,${nameOf(h)}`,
    '\r\n',
  );

/** What InfluxDB 1.6 answers with `Accept: application/csv` and `epoch=ms`. */
export const influxqlCsv = (rows: number): Uint8Array =>
  lines(rows, ['name,tags,time,usage_user'], (i, h) => `cpu,host=${nameOf(h)},${timeOf(i)},${written(i, h)}`, '\n');

/** What InfluxDB 1.6 answers with `chunked=true` and `epoch=ms`: an object a line, 10,000 rows each. */
export function influxqlJson(rows: number): Uint8Array {
  const each = Math.floor(rows / HOSTS);
  const objects: string[] = [];
  for (let h = 0; h < HOSTS; h++) {
    for (let from = 0; from < each; from += 10_000) {
      const values = Array.from(
        { length: Math.min(10_000, each - from) },
        (_, k) => `[${timeOf(from + k)},${written(from + k, h)}]`,
      );
      const partial = from + 10_000 < each ? ',"partial":true' : '';
      objects.push(
        `{"results":[{"statement_id":0,"series":[{"name":"cpu","tags":{"host":"${nameOf(h)}"},"columns":["time","usage_user"],"values":[${values.join(',')}]${partial}}],"partial":true}]}\n`,
      );
    }
  }
  return new TextEncoder().encode(objects.join(''));
}

/** A file of three columns: time, host, value. */
export const fileCsv = (rows: number): Uint8Array =>
  lines(rows, ['time,host,usage_user'], (i, h) => `${stampOf(i)},${nameOf(h)},${written(i, h)}`, '\n');
