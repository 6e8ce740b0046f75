import { parquetWriteBuffer } from 'hyparquet-writer';
import { CSV, LINES } from './fake-influx.testing';

const rows = CSV.split('\n')
  .slice(1)
  .map((line) => {
    const [time = '', host = '', u = ''] = line.split(',');
    return { time, host, u: Number(u) };
  });

const annotated = [
  '#group,false,false,false,false,true,true,true',
  '#datatype,string,long,dateTime:RFC3339,double,string,string,string',
  '#default,_result,,,,,,',
  ',result,table,_time,_value,_field,_measurement,host',
  ...rows.map(({ time, host, u }) => `,,${host === 'a' ? 0 : 1},${time},${u},u,cpu,${host}`),
  '',
].join('\r\n');

const columns = (of: (row: (typeof rows)[number]) => unknown) => rows.map(of);

/** The fakes' data as files of every kind. */
export const FILES = {
  csv: new File([CSV], 'cpu.csv'),
  'line-protocol': new File([LINES.join('\n')], 'cpu.lp'),
  'json-lines': new File([rows.map((row) => JSON.stringify(row)).join('\n')], 'cpu.jsonl'),
  'annotated-csv': new File([annotated], 'cpu.csv'),
  parquet: new File(
    [
      parquetWriteBuffer({
        columnData: [
          { name: 'time', data: columns(({ time }) => new Date(time)), type: 'TIMESTAMP' },
          { name: 'host', data: columns(({ host }) => host) as string[], type: 'STRING' },
          { name: 'u', data: columns(({ u }) => u) as number[], type: 'DOUBLE' },
        ],
        rowGroupSize: 100,
      }),
    ],
    'cpu.parquet',
  ),
};
