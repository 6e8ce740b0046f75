import { throwIfCancelled } from '../../base/errors';
import { breathe, type JobContext } from '../../base/job';
import { count, were } from '../assemble';
import { BadList } from '../bad';
import { CellReader, textOf, WordList } from '../cells';
import { stemOf } from '../file-source';
import { Grow } from '../grow';
import { leftOut } from '../left-out';
import { pivoted } from '../pivot';
import { StampReader } from '../stamp-reader';
import { TIME_WORDS } from '../stamps';
import { type ColumnKind, FIRST_ROWS, type FileColumn, type FileTable, type Sheet } from '../table';
import type { ParquetParams } from '.';
import { column, damaged, type Open, opened, rowsOf, type Stretch } from './open';
import { type Plan, planOf } from './plan';
import type { Leaf } from './schema';

const SAMPLE_ROWS = 400;
/** Rows of the row groups that a look at the beginning takes. */
const LOOKED_AT = 250_000;
const MOST_WORDS = 1 << 20;

/** Reads a Parquet file row group by row group; when `most` is given, its first row groups alone. */
export async function readParquet(
  file: Blob,
  params: ParquetParams,
  ctx: JobContext,
  most?: number,
): Promise<FileTable> {
  throwIfCancelled(ctx.signal);
  const open = await opened(file);
  const leaves = open.leaves.filter(({ holds }) => holds !== 'other');
  const sample = await rowsOf(open, leaves, SAMPLE_ROWS);
  const plan = planOf(leaves, sample, params);
  const taker = new Taker(plan, params);
  let from = 0;
  for (const [group, { num_rows: rows }] of open.metadata.row_groups.entries()) {
    const to = from + Number(rows);
    await taker.group(open, { group, from, to }, ctx);
    from = to;
    const total = Number(open.metadata.num_rows) || 1;
    const part = `${taker.rows.toLocaleString('en')} rows`;
    ctx.progress({ phase: 'Reading', part, done: to, total, unit: 'rows', bytes: (file.size * to) / total });
    if (most !== undefined && to >= LOOKED_AT) break;
  }
  return taker.table(stemOf(file), open, sample);
}

class Taker {
  rows = 0;
  private readonly plan: Plan;
  private readonly params: ParquetParams;
  private readonly stamps: StampReader;
  private readonly cells: CellReader;
  private readonly time = new Grow();
  private readonly numbers: ReadonlyMap<number, Grow>;
  private readonly words: ReadonlyMap<number, WordList>;
  private readonly full = new Set<number>();
  private readonly bad = new BadList();
  private skipped = 0;
  private gaps = 0;

  constructor(plan: Plan, params: ParquetParams) {
    const { format } = plan.time;
    const places = (kind: ColumnKind) => [...plan.kinds.keys()].filter((i) => plan.kinds[i] === kind);
    this.plan = plan;
    this.params = params;
    this.numbers = new Map(places('value').map((i) => [i, new Grow()]));
    this.words = new Map(places('tag').map((i) => [i, new WordList()]));
    this.stamps = new StampReader(format, params.timeZone.trim(), this.words.size > 0);
    this.cells = new CellReader(this.stamps, format);
  }

  /** Takes rows [from, to) in, column by column; rows without a time are left out of all. */
  async group(open: Open, stretch: Stretch, ctx: JobContext): Promise<void> {
    const { from, to } = stretch;
    const left = new Set<number>();
    const { leaves, time } = this.plan;
    const stampLeaf = leaves[time.index] as Leaf;
    let row = 0;
    await column(open, stampLeaf, stretch, (cells) => {
      for (const cell of cells) {
        const t = this.timeOf(cell, stampLeaf);
        if (Number.isNaN(t)) {
          left.add(row);
          this.skipped++;
          const shown = textOf(cell);
          const reason = shown === '' ? 'no time' : `“${shown.slice(0, 40)}” is not a time`;
          this.bad.add(`row ${from + row + 1}`, reason, () => shown);
        } else this.time.push(t);
        row++;
      }
    });
    if (row !== to - from) throw damaged(new Error(`${count(row, 'row')} where ${to - from} are promised`));
    for (const [i, grow] of this.numbers) {
      throwIfCancelled(ctx.signal);
      const leaf = leaves[i] as Leaf;
      row = 0;
      await column(open, leaf, stretch, (cells) => {
        for (const cell of cells) if (!left.has(row++)) grow.push(this.numberOf(cell, leaf, from + row));
      });
    }
    for (const [i, list] of this.words) {
      throwIfCancelled(ctx.signal);
      if (this.full.has(i)) continue;
      row = 0;
      await column(open, leaves[i] as Leaf, stretch, (cells) => {
        for (const cell of cells) if (!left.has(row++)) list.push(typeof cell === 'string' ? cell : textOf(cell));
      });
      if (list.size > MOST_WORDS) this.full.add(i);
    }
    this.rows = this.time.length;
    for (const columns of [this.numbers.values(), [...this.words.values()].map(({ codes }) => codes)]) {
      for (const grow of columns) {
        const short = grow.length !== this.rows && ![...this.full].some((i) => this.words.get(i)?.codes === grow);
        if (short) throw damaged(new Error('a column is shorter than the others'));
      }
    }
    await breathe();
    throwIfCancelled(ctx.signal);
  }

  private timeOf(cell: unknown, { holds }: Leaf): number {
    if (typeof cell !== 'number') return this.cells.time(cell);
    if (holds === 'moment') return Math.abs(cell) <= 8.64e15 ? cell : Number.NaN;
    return holds === 'wall' ? this.stamps.wall(cell) : this.cells.time(cell);
  }

  private numberOf(cell: unknown, { name, scale }: Leaf, row: number): number {
    if (typeof cell === 'number') return scale === 1 ? cell : Math.round(cell * scale) / scale;
    const value = this.cells.number(cell);
    if (value !== undefined) return value;
    this.gaps++;
    this.bad.add(`row ${row}`, `“${textOf(cell).slice(0, 40)}” in ${name} is not a number`, () => textOf(cell));
    return Number.NaN;
  }

  table(name: string, open: Open, sample: readonly (readonly unknown[])[]): FileTable {
    const { leaves, kinds, notes } = this.plan;
    const nameOf = (i: number) => leaves[i]?.name ?? '';
    const sheet: Sheet = {
      time: this.time.taken(),
      values: new Map([...this.numbers].map(([i, grow]) => [nameOf(i), grow.taken()])),
      tags: new Map(
        [...this.words]
          .filter(([i]) => !this.full.has(i))
          .map(([i, list]) => [nameOf(i), { words: list.list(), codes: list.codes.taken() }]),
      ),
    };
    const { sheets, by } = pivoted(sheet, this.params.nameColumn);
    const others = open.leaves.filter(({ holds }) => holds === 'other').map((leaf) => leaf.name);
    const { skipped, gaps, rows } = this;
    const bad = this.bad.all;
    const groups = open.metadata.row_groups.length;
    return {
      tables: new Map([[name, sheets]]),
      look: {
        columns: leaves.map((leaf, i): FileColumn => {
          const kind = leaf.name === by ? 'names' : this.full.has(i) ? 'unused' : (kinds[i] ?? 'unused');
          return { name: leaf.name, kind, ...(kind === 'time' && { detail: this.timeWords(leaf) }) };
        }),
        rows: sample.slice(0, FIRST_ROWS).map((cells) => cells.map(textOf)),
        shape: `${count(leaves.length, 'column')}, in ${count(groups, 'row group')}`,
      },
      rows,
      skipped,
      gaps,
      ...(bad !== undefined && { bad }),
      notes: [
        ...notes,
        ...this.cells.notes(),
        ...(others.length > 0
          ? [
              `${others.map((one) => `“${one}”`).join(', ')} ${others.length === 1 ? 'holds' : 'hold'} lists, structures or bytes and ${were(others.length)} left out.`,
            ]
          : []),
        ...[...this.full].map((i) => `“${nameOf(i)}” holds more than a million different words and was left out.`),
        ...leftOut(skipped, gaps),
      ],
    };
  }

  private timeWords({ holds }: Leaf): string {
    if (holds === 'moment') return 'UTC';
    return holds === 'wall' ? 'without a zone' : TIME_WORDS[this.plan.time.format];
  }
}
