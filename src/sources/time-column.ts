import { formatOf, type TimeFormat } from './stamps';

const TIME_NAME =
  /^(?:_?time|times?tamp|date|datetime|date[_ -]?time|ts|month|day|datum|zeit|zeitstempel|fecha|time[_ ]?stamp|utc.*|.*[_ ](?:time|date|at))$/i;

/** Whether a column is called as times are. */
export const isTimeName = (name: string): boolean => TIME_NAME.test(name.trim());

/** The time column and its format: a well-named one first, else the first that reads as times. */
export function timeColumnOf(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly index: number; readonly format: TimeFormat } | undefined {
  const named = names.map((name) => isTimeName(name));
  for (const index of [...names.keys()].sort((a, b) => Number(named[b]) - Number(named[a]))) {
    const cells = rows.map((row) => row[index] ?? '');
    const format = formatOf(cells);
    if (format === undefined) continue;
    // Plain numbers under another name are times only if they never go back.
    const counts = cells.map(Number);
    if (
      named[index] === true ||
      counts.some(Number.isNaN) ||
      counts.every((t, i) => i === 0 || t >= (counts[i - 1] as number))
    ) {
      return { index, format };
    }
  }
  return undefined;
}
