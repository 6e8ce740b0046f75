import { StudioError } from '../../base/errors';
import { textOf } from '../cells';
import { timeDoubts, timeIn, valuesAsked } from '../column-plan';
import type { TimeFormat } from '../stamps';
import type { ColumnKind } from '../table';
import type { ParquetParams } from '.';
import type { Leaf } from './schema';

/** What the columns are taken for. */
export interface Plan {
  readonly leaves: readonly Leaf[];
  readonly kinds: readonly ColumnKind[];
  readonly time: { readonly index: number; readonly format: TimeFormat };
  readonly notes: readonly string[];
}

/** @throws StudioError `bad-input` at the parameter to mend. */
export function planOf(leaves: readonly Leaf[], sample: readonly (readonly unknown[])[], params: ParquetParams): Plan {
  const names = leaves.map(({ name }) => name);
  const rows = sample.map((cells) => cells.map(textOf));
  // A column that is declared a time is one, whatever it is called; only then names and looks count.
  const declared = leaves.map(({ holds }) => holds === 'moment' || holds === 'wall');
  const only = params.timeColumn.trim() === '' && declared.includes(true);
  const time = timeIn(
    names,
    only ? rows.map((cells) => cells.map((cell, i) => (declared[i] ? cell : ''))) : rows,
    params,
  );
  if (time === undefined) {
    throw new StudioError('bad-input', 'No column of this file holds times.', {
      next: `Choose the time column: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ' …' : ''}.`,
      place: 'timeColumn',
    });
  }
  const asked = valuesAsked(names, params);
  const kinds = leaves.map(({ holds }, i): ColumnKind => {
    if (i === time.index) return 'time';
    if (holds === 'moment' || holds === 'wall') return 'unused';
    const isNumber = holds === 'number' || holds === 'flag';
    if (asked !== undefined) return asked.has(i) ? 'value' : isNumber ? 'unused' : 'tag';
    return isNumber ? 'value' : 'tag';
  });
  const stamps = rows.map((row) => row[time.index] ?? '');
  const notes = timeDoubts(names[time.index] ?? '', stamps, time.format, params);
  return { leaves, kinds, time, notes };
}
