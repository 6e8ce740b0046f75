import { StudioError } from '../base/errors';
import { isMissing } from './numbers';
import { formatOf, TIME_FORMATS, type TimeFormat } from './stamps';
import { timeColumnOf } from './time-column';

/** What a reader may say about a file's columns; empty or `auto` = found by itself. */
export interface ColumnChoices {
  readonly timeColumn: string;
  readonly timeFormat: string;
  /** Names with commas between. */
  readonly valueColumns: string;
}

/** The place of the column of this name, in any case. @throws StudioError `not-found` at `place`. */
function indexOf(names: readonly string[], name: string, place: string): number {
  const exact = names.indexOf(name);
  const index = exact >= 0 ? exact : names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
  if (index >= 0) return index;
  throw new StudioError('not-found', `The file has no column “${name}”.`, {
    next: `Its columns are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}.`,
    place,
    value: name,
  });
}

/**
 * The time column and how its times are written, from rows of text; undefined when there is none.
 * @throws StudioError at `timeColumn` for a name the file does not have, at `timeFormat` for a column that is no time.
 */
export function timeIn(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  choices: ColumnChoices,
): { readonly index: number; readonly format: TimeFormat } | undefined {
  const format = TIME_FORMATS.find((one) => one === choices.timeFormat);
  const name = choices.timeColumn.trim();
  if (name === '') {
    const found = timeColumnOf(names, rows);
    return found === undefined || format === undefined ? found : { ...found, format };
  }
  const index = indexOf(names, name, 'timeColumn');
  const guessed = format ?? formatOf(rows.map((cells) => cells[index] ?? ''));
  if (guessed !== undefined) return { index, format: guessed };
  throw new StudioError('bad-input', `The column “${names[index]}” does not read as times.`, {
    next: 'Choose the format its times are written in, or another column.',
    place: 'timeFormat',
    value: rows.find((cells) => !isMissing(cells[index] ?? ''))?.[index] ?? '',
  });
}

/** The places of the value columns that were asked for; undefined when nothing was. */
export function valuesAsked(
  names: readonly string[],
  { valueColumns }: ColumnChoices,
): ReadonlySet<number> | undefined {
  const text = valueColumns.trim();
  if (text === '') return undefined;
  if (names.includes(text)) return new Set([names.indexOf(text)]);
  const asked = text.split(/[,;\n]/).map((name) => name.trim());
  return new Set(asked.filter((name) => name !== '').map((name) => indexOf(names, name, 'valueColumns')));
}

/** What a reader should know about a time column that reads in two ways; empty when there is no doubt. */
export function timeDoubts(
  name: string,
  stamps: readonly string[],
  format: TimeFormat,
  choices: ColumnChoices,
): string[] {
  if (choices.timeFormat !== 'auto' || (format !== 'dmy' && format !== 'mdy')) return [];
  const parts = stamps.map((stamp) => stamp.split(/[/.-]/).slice(0, 2).map(Number));
  if (parts.some(([a = 0, b = 0]) => a > 12 || b > 12)) return [];
  const order = format === 'dmy' ? 'day first' : 'month first';
  return [`“${name}” could be read day first or month first; it was read ${order}. The time format decides.`];
}
