import { StudioError } from '../../base/errors';
import type { JobContext } from '../../base/job';
import { count, were } from '../assemble';
import { BadList } from '../bad';
import { CellReader, textOf, WordList } from '../cells';
import { timeDoubts, timeIn, valuesAsked } from '../column-plan';
import { eachPiece, headOf } from '../file-bytes';
import { stemOf } from '../file-source';
import { Grow } from '../grow';
import { leftOut } from '../left-out';
import { isMissing, numberOf } from '../numbers';
import { pivoted } from '../pivot';
import { StampReader } from '../stamp-reader';
import { TIME_WORDS, type TimeFormat } from '../stamps';
import { type ColumnKind, FIRST_ROWS, type FileTable, type Sheet } from '../table';
import type { JsonParams } from '.';
import { type Flat, flattened } from './flatten';
import { type Arrangement, arrangementOf, splitter } from './split';

const HEAD_BYTES = 1 << 20;
const SAMPLE_ROWS = 400;
/** Columns that first show up behind this many others are left out: keys are then data, not names. */
const MOST_COLUMNS = 500;

/** Reads a file of JSON objects, or those of its first `most` bytes. */
export async function readJson(file: Blob, params: JsonParams, ctx: JobContext, most?: number): Promise<FileTable> {
  const plan = await planOf(file, params, ctx);
  const taker = new Taker(plan, params);
  const cutter = splitter(plan.arrangement, (text, place) => taker.take(text, place));
  const reading = { rows: () => taker.rows, ...(most !== undefined && { most }) };
  const end = await eachPiece(file, ctx, (piece) => cutter.push(piece), reading);
  cutter.end(end !== 'left');
  return taker.table(stemOf(file), end === 'broken');
}

/** How a file's objects stand, and what their names hold. */
interface Plan {
  readonly arrangement: Arrangement;
  readonly time: { readonly name: string; readonly format: TimeFormat };
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** With it, names the beginning does not have are not read. */
  readonly closed: boolean;
  readonly notes: readonly string[];
}

async function planOf(file: Blob, params: JsonParams, ctx: JobContext): Promise<Plan> {
  const { head, whole } = await headOf(file, HEAD_BYTES, ctx);
  const arrangement = arrangementOf(new TextDecoder().decode(head));
  const sample: Flat[] = [];
  const cutter = splitter(arrangement, (text) => {
    const row = sample.length < SAMPLE_ROWS ? flattened(text) : '';
    if (typeof row !== 'string') sample.push(row);
  });
  cutter.push(head);
  cutter.end(whole);
  const names = [...new Set(sample.flatMap((row) => [...row.keys()]))].slice(0, MOST_COLUMNS);
  const rows = sample.map((row) => names.map((name) => textOf(row.get(name))));
  if (names.length === 0) {
    throw new StudioError('empty', 'The file holds no JSON objects.', {
      next: 'Open a file with an object for each time: one a line, or an array of them.',
      place: 'file',
    });
  }
  const time = timeIn(names, rows, params);
  if (time === undefined) {
    throw new StudioError('bad-input', 'No name in these objects holds times.', {
      next: `Choose the time column: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}.`,
      place: 'timeColumn',
    });
  }
  const asked = valuesAsked(names, params);
  const kinds = new Map(
    names.map((name, i): [string, ColumnKind] => {
      if (i === time.index) return [name, 'time'];
      const numeric = asked === undefined ? isNumeric(sample.map((row) => row.get(name))) : asked.has(i);
      return [name, numeric ? 'value' : 'tag'];
    }),
  );
  const name = names[time.index] ?? '';
  const stamps = rows.map((row) => row[time.index] ?? '');
  const notes = timeDoubts(name, stamps, time.format, params);
  return { arrangement, time: { name, format: time.format }, kinds, closed: asked !== undefined, notes };
}

/** Whether cells are numbers or flags, for the most part. */
function isNumeric(cells: readonly unknown[]): boolean {
  const known = cells
    .map((cell) => (typeof cell === 'boolean' ? '1' : textOf(cell)))
    .filter((text) => !isMissing(text));
  const numbers = known.filter((text) => !Number.isNaN(numberOf(text, 'point')));
  return known.length > 0 && numbers.length >= 0.7 * known.length;
}

class Taker {
  rows = 0;
  private readonly plan: Plan;
  private readonly params: JsonParams;
  private readonly cells: CellReader;
  private readonly time = new Grow();
  private readonly numbers = new Map<string, Grow>();
  private readonly words = new Map<string, WordList>();
  private readonly first: Flat[] = [];
  private readonly bad = new BadList();
  private readonly late = new Set<string>();
  private skipped = 0;
  private gaps = 0;

  constructor(plan: Plan, params: JsonParams) {
    const { time, kinds } = plan;
    this.plan = plan;
    this.params = params;
    const tags = [...kinds.values()].includes('tag');
    this.cells = new CellReader(new StampReader(time.format, params.timeZone.trim(), tags), time.format);
    for (const [name, kind] of kinds) {
      if (kind === 'value') this.numbers.set(name, new Grow());
      else if (kind === 'tag') this.words.set(name, new WordList());
    }
  }

  take(text: string, place: string): void {
    const row = flattened(text);
    if (typeof row === 'string') {
      this.skip(place, row, text);
      return;
    }
    const stamp = row.get(this.plan.time.name);
    const t = this.cells.time(stamp);
    if (Number.isNaN(t)) {
      const shown = textOf(stamp);
      this.skip(place, shown === '' ? 'no time' : `“${shown.slice(0, 40)}” is not a time`, text);
      return;
    }
    if (this.rows < FIRST_ROWS) this.first.push(row);
    this.time.push(t);
    for (const [name, cell] of row) this.cell(name, cell, place, text);
    this.rows++;
    for (const grow of this.numbers.values()) while (grow.length < this.rows) grow.push(Number.NaN);
    for (const { codes } of this.words.values()) while (codes.length < this.rows) codes.push(0);
  }

  private cell(name: string, cell: unknown, place: string, text: string): void {
    const grow = this.numbers.get(name) ?? this.lateColumn(name, cell);
    if (grow === undefined) {
      this.words.get(name)?.push(textOf(cell).trim());
      return;
    }
    if (grow.length > this.rows) return;
    const value = this.cells.number(cell);
    if (value === undefined) {
      this.gaps++;
      this.bad.add(place, `“${textOf(cell).slice(0, 40)}” in ${name} is not a number`, () => text);
    }
    grow.push(value ?? Number.NaN);
  }

  /** A column for numbers under a name that the beginning of the file did not have. */
  private lateColumn(name: string, cell: unknown): Grow | undefined {
    if (this.plan.kinds.has(name) || this.plan.closed || cell === null) return undefined;
    const room = this.numbers.size + this.words.size < MOST_COLUMNS;
    if (!room || (typeof cell !== 'number' && typeof cell !== 'boolean')) {
      if (this.late.size < MOST_COLUMNS) this.late.add(name);
      return undefined;
    }
    const grow = new Grow();
    while (grow.length < this.rows) grow.push(Number.NaN);
    this.numbers.set(name, grow);
    return grow;
  }

  private skip(place: string, reason: string, text: string): void {
    this.skipped++;
    this.bad.add(place, reason, () => text);
  }

  table(name: string, cut: boolean): FileTable {
    const { plan, rows, skipped, gaps, late } = this;
    const sheet: Sheet = {
      time: this.time.taken(),
      values: new Map([...this.numbers].map(([own, grow]) => [own, grow.taken()])),
      tags: new Map([...this.words].map(([own, list]) => [own, { words: list.list(), codes: list.codes.taken() }])),
    };
    const { sheets, by } = pivoted(sheet, this.params.nameColumn);
    const names = [...new Set([...plan.kinds.keys(), ...this.numbers.keys()])];
    const bad = this.bad.all;
    return {
      tables: new Map([[name, sheets]]),
      look: {
        columns: names.map((own) => {
          const kind = own === by ? 'names' : (plan.kinds.get(own) ?? 'value');
          return { name: own, kind, ...(kind === 'time' && { detail: TIME_WORDS[plan.time.format] }) };
        }),
        rows: this.first.map((row) => names.map((own) => textOf(row.get(own)))),
        shape: `${count(names.length, 'column')}, ${plan.arrangement === 'lines' ? 'an object a line' : 'one object behind the other'}`,
      },
      rows,
      skipped,
      gaps,
      ...(bad !== undefined && { bad }),
      notes: [
        ...plan.notes,
        ...this.cells.notes(),
        ...(late.size > 0
          ? [
              `${count(late.size, 'name')} first met late in the file ${were(late.size)} left out, such as “${[...late][0]}”.`,
            ]
          : []),
        ...(cut ? ['The compressed file breaks off or is damaged; what came before that was read.'] : []),
        ...leftOut(skipped, gaps, 'object'),
      ],
    };
  }
}
