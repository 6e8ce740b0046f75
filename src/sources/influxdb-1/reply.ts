import { count, type RawSeries } from '../assemble';
import { Grow } from '../grow';
import { parseJson } from '../http';
import { statementFault } from './faults';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly columns: readonly { readonly field: string; readonly values: Grow; texts: number; numbers: number }[];
}

/** Collects the answer to `/query`, one JSON object a line as `chunked=true` sends them; rows go into typed arrays. */
export class Reply {
  rows = 0;
  /** Whether the last object said that more follows: then the server cut the answer short. */
  partial = false;
  private readonly url: string;
  private readonly parts = new Map<string, Part>();
  private timeless = 0;

  constructor(url: string) {
    this.url = url;
  }

  /** Takes one line. @throws StudioError when a statement failed, which 1.x says inside HTTP 200. */
  push(line: string): void {
    if (line.trim() === '') return;
    const answer = parseJson(line, this.url);
    for (const result of objects(isObject(answer) ? answer.results : undefined)) {
      if (typeof result.error === 'string') throw statementFault(result.error);
      this.partial = result.partial === true;
      for (const series of objects(result.series)) {
        this.take(series, String(result.statement_id ?? 0));
        this.partial ||= series.partial === true;
      }
    }
  }

  private take(series: Json, statement: string): void {
    const names = texts(series.columns);
    const rows = Array.isArray(series.values) ? series.values : [];
    const at = names.indexOf('time');
    if (at < 0) {
      this.timeless += rows.length;
      return;
    }
    const part = this.partOf(series, statement, names);
    for (const row of rows) {
      if (!Array.isArray(row)) continue;
      this.rows++;
      part.time.push(Number(row[at]));
      let next = 0;
      for (let i = 0; i < names.length; i++) {
        const column = i === at ? undefined : part.columns[next++];
        if (column === undefined) continue;
        const value: unknown = row[i];
        if (typeof value === 'string') column.texts++;
        else if (value !== null) column.numbers++;
        column.values.push(typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.NaN);
      }
    }
  }

  private partOf(series: Json, statement: string, names: readonly string[]): Part {
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

  /** What came, columns of text left out and told of in the notes. */
  series(): { readonly series: readonly RawSeries[]; readonly notes: readonly string[] } {
    const wordy = new Set<string>();
    const series = [...this.parts.values()].map(({ labels, time, columns }) => {
      const kept = columns.filter(({ field, texts, numbers }) => {
        if (texts > 0) wordy.add(field);
        return texts === 0 || numbers > 0;
      });
      return {
        labels,
        time: time.taken(),
        fields: kept.map(({ field, values }) => ({ field, values: values.taken() })),
      };
    });
    const notes = [...wordy].map((field) => `“${field}” holds text, which cannot be drawn; it was left out.`);
    if (this.timeless > 0) notes.push(`${count(this.timeless, 'row')} had no time and cannot be drawn.`);
    if (this.partial) {
      notes.push('The server cut the answer short (max-row-limit): take a longer interval or a shorter range.');
    }
    return { series: series.filter(({ fields }) => fields.length > 0), notes };
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
