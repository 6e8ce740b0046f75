import { StudioError } from '../../base/errors';
import { count, type RawSeries } from '../assemble';
import { Stamps } from '../bytes';
import { Grow } from '../grow';
import { parseJson } from '../http';

/** More series than anyone can look at: then a text column tells rows apart, not series. */
const MOST_SERIES = 2000;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const MEASUREMENT = 'iox::measurement';

interface Part {
  readonly labels: Readonly<Record<string, string>>;
  readonly time: Grow;
  readonly values: Map<string, Grow>;
}

/**
 * Decodes the JSON lines of a person's own query, which tell text from numbers where CSV does not: texts tell the series
 * apart, numbers and flags are fields, the time is the column `time` or the first that holds a stamp. Nulls are left out
 * by the server.
 */
export class JsonRows {
  rows = 0;
  private readonly url: string;
  private readonly stamps = new Stamps();
  private readonly encoder = new TextEncoder();
  private readonly parts = new Map<string, Part>();
  private time: string | undefined;
  private timeless = 0;

  constructor(url: string) {
    this.url = url;
  }

  /** Takes one line. @throws StudioError when it is no row, or the series become too many. */
  push(line: string): void {
    if (line.trim() === '') return;
    const row = parseJson(line, this.url);
    if (typeof row !== 'object' || row === null) return;
    this.rows++;
    const cells: [string, unknown][] = Object.entries(row);
    this.time ??= cells.some(([name]) => name === 'time')
      ? 'time'
      : cells.find(([, value]) => typeof value === 'string' && STAMP.test(value))?.[0];
    const stamp = cells.find(([name]) => name === this.time)?.[1];
    const ms = typeof stamp === 'string' ? this.read(stamp) : Number.NaN;
    if (Number.isNaN(ms)) {
      this.timeless++;
      return;
    }
    const rest = cells.filter(([name]) => name !== this.time);
    const part = this.partOf(rest.filter((cell): cell is [string, string] => typeof cell[1] === 'string'));
    for (const [name, value] of rest) {
      if (typeof value !== 'number' && typeof value !== 'boolean') continue;
      const values = part.values.get(name) ?? new Grow();
      part.values.set(name, values);
      while (values.length < part.time.length) values.push(Number.NaN);
      values.push(Number(value));
    }
    part.time.push(ms);
  }

  private read(stamp: string): number {
    const bytes = this.encoder.encode(stamp);
    return this.stamps.in(bytes, 0, bytes.length);
  }

  private partOf(texts: readonly (readonly [string, string])[]): Part {
    const key = JSON.stringify(texts);
    let part = this.parts.get(key);
    if (part === undefined) {
      if (this.parts.size === MOST_SERIES) {
        throw new StudioError(
          'bad-query',
          `This answer holds more than ${MOST_SERIES.toLocaleString('en')} series: every text column tells series apart.`,
          { next: 'Leave out the text columns that do not name a series.', place: 'text' },
        );
      }
      const labels = texts.map(([name, text]) => [name === MEASUREMENT ? '_measurement' : name, text]);
      part = { labels: Object.fromEntries(labels), time: new Grow(), values: new Map() };
      this.parts.set(key, part);
    }
    return part;
  }

  /** What came, and what of it cannot be drawn. */
  series(): { readonly series: readonly RawSeries[]; readonly notes: readonly string[] } {
    const series = [...this.parts.values()].map(({ labels, time, values }) => {
      const fields = [...values].map(([field, column]) => {
        while (column.length < time.length) column.push(Number.NaN);
        return { field, values: column.taken() };
      });
      return { labels, time: time.taken(), fields };
    });
    const drawn = series.filter(({ fields }) => fields.length > 0);
    const notes = this.timeless > 0 ? [`${count(this.timeless, 'row')} had no time and cannot be drawn.`] : [];
    if (drawn.length < series.length) notes.push('Rows without a number cannot be drawn; they were left out.');
    return { series: drawn, notes };
  }
}
