import { BadList } from '../bad';
import { type Arriving, arrived, type Decoded, roundedNote, timelessNote } from '../decoded';
import { Grow } from '../grow';
import { parseJson } from '../http';
import { find, Lines } from '../lines';
import { statementFault } from './faults';
import { type Block, Rows, unreadable } from './rows';

/** Where a series' rows begin; inside a text the quotes would have backslashes before them. */
const VALUES = new TextEncoder().encode('"values":[[');
const UTF8 = new TextDecoder();

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * Collects the answer to `/query`, one JSON object a line as `chunked=true` sends them; rows go from bytes into typed
 * arrays, only what stands around them is parsed as JSON.
 */
export class Reply {
  rows = 0;
  /** Whether the last object said that more follows: then the server cut the answer short. */
  partial = false;
  private readonly url: string;
  private readonly lines = new Lines((bytes) => this.line(bytes));
  private readonly reader = new Rows();
  private readonly parts = new Map<string, Arriving>();
  private readonly bad = new BadList();
  private timeless = 0;
  private rounded = 0;

  constructor(url: string) {
    this.url = url;
  }

  /** Takes bytes, cut anywhere. @throws StudioError when a statement failed, which 1.x says inside HTTP 200. */
  push(chunk: Uint8Array): void {
    this.lines.push(chunk);
  }

  /** One object: its blocks of values are read apart, and their places stand in for them. */
  private line(bytes: Uint8Array): void {
    const blocks: Block[] = [];
    let around = '';
    let from = 0;
    for (let at = find(bytes, VALUES, 0); at >= 0; at = find(bytes, VALUES, from)) {
      const block = this.reader.block(bytes, at + VALUES.length - 2);
      blocks.push({ ...block, cells: block.cells.slice(0, block.rows * block.width) });
      around += `${UTF8.decode(bytes.subarray(from, at))}"values":${blocks.length - 1}`;
      from = this.reader.end;
    }
    around += UTF8.decode(bytes.subarray(from));
    if (around.trim() === '') return;
    const answer = parseJson(around, this.url);
    for (const result of objects(isObject(answer) ? answer.results : undefined)) {
      if (typeof result.error === 'string') throw statementFault(result.error);
      this.partial = result.partial === true;
      for (const series of objects(result.series)) {
        const block = typeof series.values === 'number' ? blocks[series.values] : undefined;
        if (block !== undefined) this.take(series, block, String(result.statement_id ?? 0));
        this.partial ||= series.partial === true;
      }
    }
  }

  private take(series: Json, { rows, width, cells, texts: worded, numbers, rounded }: Block, statement: string): void {
    const names = texts(series.columns);
    const at = names.indexOf('time');
    if (width !== names.length) throw unreadable(`${width} cells a row, ${names.length} columns`);
    if (at < 0) {
      this.timeless += rows;
      return;
    }
    const part = this.partOf(series, statement, names);
    this.rows += rows;
    let next = 0;
    for (let i = 0; i < names.length; i++) {
      const column = i === at ? undefined : part.columns[next++];
      if (column === undefined) continue;
      column.texts += worded[i] ?? 0;
      column.numbers += numbers[i] ?? 0;
      this.rounded += rounded[i] ?? 0;
    }
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      if (Number.isNaN(cells[start + at])) {
        this.bad.add(`row ${(this.rows - rows + row + 1).toLocaleString('en')}`, 'its time is no number', () =>
          [...cells.subarray(start, start + width)].join(', '),
        );
        continue;
      }
      part.time.take(cells, start + at);
      for (let i = 0; i < part.columns.length; i++) part.columns[i]?.values.take(cells, start + (i < at ? i : i + 1));
    }
  }

  private partOf(series: Json, statement: string, names: readonly string[]): Arriving {
    const tags = isObject(series.tags) ? series.tags : {};
    const name = typeof series.name === 'string' ? series.name : '';
    const key = JSON.stringify([statement, name, tags, names]);
    let part = this.parts.get(key);
    if (part === undefined) {
      const labels = Object.fromEntries(Object.entries(tags).map(([tag, value]) => [tag, String(value)]));
      part = {
        labels: { ...labels, _measurement: name },
        time: new Grow(),
        columns: names
          .filter((column) => column !== 'time')
          .map((field) => ({ field, values: new Grow(), texts: 0, numbers: 0 })),
      };
      this.parts.set(key, part);
    }
    return part;
  }

  /**
   * What came; columns of text are left out and told of in the notes, texts among numbers are gaps and counted. `whole` is
   * false when the stream broke off: what follows the last line break is half an object then.
   */
  end(whole = true): Decoded {
    if (whole) this.lines.end();
    const { series, notes: told } = arrived(this.parts.values());
    const notes = [...told, ...timelessNote(this.timeless), ...roundedNote(this.rounded)];
    if (this.partial) {
      notes.push('The server cut the answer short (max-row-limit): take a longer interval or a shorter range.');
    }
    const bad = this.bad.all;
    return { series, notes, ...(bad !== undefined && { bad }) };
  }

  /** The rows of the statements as text, for SHOW answers. */
  static rowsOf(
    body: string,
    url: string,
  ): readonly (readonly { readonly name: string; readonly row: readonly string[] }[])[] {
    const answer = parseJson(body, url);
    const results = objects(isObject(answer) ? answer.results : undefined);
    const fault = results.map(({ error }) => error).find((error) => typeof error === 'string');
    if (fault !== undefined) throw statementFault(fault);
    return results.map((result) =>
      objects(result.series).flatMap((series) =>
        (Array.isArray(series.values) ? series.values : []).map((row) => ({
          name: String(series.name ?? ''),
          row: texts(row),
        })),
      ),
    );
  }
}
