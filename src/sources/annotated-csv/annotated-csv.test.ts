import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../frame/query';
import { context } from '../contract.testing';
import { formatOfText } from '../sniff';
import { annotatedCsv } from './source';

const opened = (text: string, name = 'answer.csv') => ({ params: {}, file: new File([text], name) });
const whole = { ...emptyQuery, aggregate: 'none', range: { start: -8e15, stop: 8e15 } };

const FLUX = [
  '\uFEFF#datatype,string,long,dateTime:RFC3339,double,string,string,string',
  '#group,false,false,false,false,true,true,true',
  '#default,_result,,,,,,',
  ',result,table,_time,_value,_field,_measurement,host',
  ',,0,2026-01-01T00:00:00Z,1.5,usage,cpu,a',
  ',,0,2026-01-01T00:01:00Z,soon,usage,cpu,a',
  ',,1,2026-01-01T00:00:00Z,3,usage,cpu,"b, c"',
  '',
].join('\r\n');

const INFLUXQL = [
  'name,tags,time,usage,note',
  'cpu,host=a,1767225600000000000,1.5,up',
  'cpu,host=a,1767225660000000000,2.5,up',
  'cpu,"host=b\\, c",1767225600000000000,3,down',
  '',
].join('\n');

describe('a saved answer of InfluxDB', () => {
  it('is recognised by its beginning, annotated or not', () => {
    expect([FLUX, INFLUXQL].map(formatOfText)).toEqual(['annotated-csv', 'annotated-csv']);
    expect(formatOfText('name,tags,times\na,b,c\n')).toBe('csv');
  });

  it.each([
    ['annotated', FLUX],
    ['of InfluxQL', INFLUXQL],
  ])('%s gives measurement, fields and tags as they were', async (_, text) => {
    const opening = opened(text);
    const list = async (path: object) =>
      (await annotatedCsv.catalog(opening, path, context())).map(({ kind, name }) => `${kind} ${name}`);
    expect(await list({ database: 'answer.csv' })).toEqual(['measurement cpu']);
    expect(await list({ database: 'answer.csv', measurement: 'cpu' })).toEqual(['field usage', 'tag host']);
    expect(await list({ database: 'answer.csv', measurement: 'cpu', tag: 'host' })).toEqual(['value a', 'value b, c']);
  });

  it('reads its points and shows the rows that cannot be read', async () => {
    const query = { ...whole, database: 'answer.csv', measurement: 'cpu', fields: ['usage'], groupBy: ['host'] };
    const flux = await annotatedCsv.query(opened(FLUX), query, context());
    expect(flux.frames.map(({ columns }) => [columns[0]?.labels.host, ...(columns[0]?.values ?? [])])).toEqual([
      ['a', 1.5],
      ['b, c', 3],
    ]);
    expect(flux.bad).toMatchObject({
      count: 1,
      first: [{ place: 'row 2', reason: '“soon” in _value is not a number' }],
    });
    const influxql = await annotatedCsv.query(opened(INFLUXQL), query, context());
    expect(influxql.frames[0]?.time).toEqual(Float64Array.of(1767225600000, 1767225660000));
    expect(influxql.notes.join()).toMatch(/“note” holds text/);
  });

  it('says what stands in it instead of data, and what is no such file', async () => {
    const error = '#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,out of memory,897\n';
    await expect(annotatedCsv.connect(opened(error), context())).rejects.toMatchObject({ code: 'bad-response' });
    await expect(annotatedCsv.connect(opened('a,b\n1,2\n'), context())).rejects.toMatchObject({
      code: 'bad-input',
      place: 'file',
    });
  });
});
