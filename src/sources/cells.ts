import { count, were } from './assemble';
import { isMissing, numberOf } from './numbers';
import type { StampReader } from './stamp-reader';
import { countedMs, type TimeFormat } from './stamps';
import { GrowCodes } from './words';

/** Words at hand as text, each known by a number from then on; '' is 0. */
export class WordList {
  private readonly known = new Map<string, number>([['', 0]]);
  readonly codes = new GrowCodes();

  push(word: string): void {
    let code = this.known.get(word);
    if (code === undefined) {
      code = this.known.size;
      this.known.set(word, code);
    }
    this.codes.push(code);
  }

  get size(): number {
    return this.known.size;
  }

  list(): string[] {
    return [...this.known.keys()];
  }
}

/** A cell as one would write it; '' for nothing. */
export function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  if (typeof cell === 'string') return cell;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** Reads cells that are no longer text: numbers, flags, whole numbers of any size; and counts what it had to mend. */
export class CellReader {
  private readonly stamps: StampReader;
  private readonly format: TimeFormat;
  private rounded = 0;

  constructor(stamps: StampReader, format: TimeFormat) {
    this.stamps = stamps;
    this.format = format;
  }

  /** Epoch milliseconds; NaN for what is no time. */
  time(cell: unknown): number {
    if (typeof cell === 'string') return this.stamps.text(cell);
    if (cell instanceof Date) return cell.getTime();
    if (typeof cell === 'bigint') return this.stamps.text(String(cell));
    return typeof cell === 'number' ? countedMs(cell, this.format) : Number.NaN;
  }

  /** NaN for nothing; undefined for what is no number. */
  number(cell: unknown): number | undefined {
    switch (typeof cell) {
      case 'number':
        if (Number.isInteger(cell) && !Number.isSafeInteger(cell)) this.rounded++;
        return cell;
      case 'bigint': {
        const value = Number(cell);
        if (!Number.isSafeInteger(value)) this.rounded++;
        return value;
      }
      case 'boolean':
        return cell ? 1 : 0;
      case 'string': {
        const value = numberOf(cell, 'point');
        return Number.isNaN(value) && !isMissing(cell) ? undefined : value;
      }
      default:
        return cell === null || cell === undefined ? Number.NaN : undefined;
    }
  }

  notes(): string[] {
    const { rounded } = this;
    return [
      ...this.stamps.notes(),
      ...(rounded > 0 ? [`${count(rounded, 'whole number')} beyond 2^53 ${were(rounded)} rounded.`] : []),
    ];
  }
}
