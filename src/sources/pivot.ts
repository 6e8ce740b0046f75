import { picked } from '../frame/order';
import type { Sheet } from './table';

/** More names than this are no names of quantities. */
const MOST_NAMES = 200;
const NAMING =
  /^_?(?:field|metric|variable|quantity|parameter|signal|channel|indicator|measure(?:d|ment)?|value[_ ]?name|field[_ ]?name)s?$/i;

/**
 * A sheet in the long layout, a column naming the quantity each row measures, as one sheet a quantity: each name a field.
 * `column` names the column; empty = found by itself, where one column of numbers stands beside a column called as
 * quantities are (`metric`, `variable`, `_field` …); `-` = none. Any other sheet stays as it is; `by` is the
 * column that was taken.
 */
export function pivoted(sheet: Sheet, column: string): { readonly sheets: readonly Sheet[]; readonly by?: string } {
  const asked = column.trim();
  const names = [...sheet.tags.keys()];
  const name = asked === '' ? names.find((one) => NAMING.test(one)) : names.find((one) => one === asked);
  const tag = name === undefined ? undefined : sheet.tags.get(name);
  const [numbers, ...more] = sheet.values;
  if (name === undefined || tag === undefined || numbers === undefined || tag.words.length > MOST_NAMES + 1)
    return { sheets: [sheet] };
  if (asked === '' && more.length > 0) return { sheets: [sheet] };
  const others = [...sheet.tags].filter(([one]) => one !== name);
  const sheets = rowsByCode(tag.codes, tag.words.length).flatMap((rows, code): Sheet[] => {
    const word = tag.words[code];
    if (rows.length === 0 || word === undefined || word === '') return [];
    // With several columns of numbers, each says which one it is.
    const fieldOf = (own: string) => (more.length === 0 ? word : `${word} ${own}`);
    return [
      {
        time: picked(sheet.time, rows),
        values: new Map([...sheet.values].map(([own, values]) => [fieldOf(own), picked(values, rows)])),
        tags: new Map(
          others.map(([one, { words, codes }]) => [
            one,
            { words, codes: Uint32Array.from(rows, (row) => codes[row] as number) },
          ]),
        ),
      },
    ];
  });
  return { sheets, by: name };
}

/** The rows of each code, one after the other. */
function rowsByCode(codes: Uint32Array, size: number): readonly Uint32Array[] {
  const ends = new Uint32Array(size + 1);
  for (let i = 0; i < codes.length; i++) {
    const code = (codes[i] as number) + 1;
    ends[code] = (ends[code] as number) + 1;
  }
  for (let code = 0; code < size; code++) ends[code + 1] = (ends[code + 1] as number) + (ends[code] as number);
  const starts = ends.slice();
  const rows = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const place = starts[code] as number;
    rows[place] = i;
    starts[code] = place + 1;
  }
  return Array.from({ length: size }, (_, code) => rows.subarray(ends[code], ends[code + 1]));
}
