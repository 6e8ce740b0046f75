import type { SchemaElement, SchemaTree } from 'hyparquet';

/** What a column holds, as far as series go. `wall` = times without a zone; `other` = lists, structures, bytes. */
export type Holds = 'moment' | 'wall' | 'number' | 'flag' | 'text' | 'other';

export interface Leaf {
  readonly name: string;
  readonly holds: Holds;
  /** Ten to the number of decimals; 1 for others than decimal numbers. */
  readonly scale: number;
  /** Whether cells may be missing. */
  readonly optional: boolean;
}

/** The columns of a file, those nested as `other`. */
export const leavesOf = (tree: SchemaTree): Leaf[] =>
  tree.children.map(({ element, children }) => ({
    name: element.name,
    holds: children.length > 0 || element.repetition_type === 'REPEATED' ? 'other' : holdsOf(element),
    optional: element.repetition_type === 'OPTIONAL',
    scale: element.converted_type === 'DECIMAL' ? 10 ** (element.scale ?? 0) : 1,
  }));

function holdsOf({ type, converted_type: converted, logical_type: logical }: SchemaElement): Holds {
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'moment' : 'wall';
  if (type === 'INT96' || logical?.type === 'DATE' || converted === 'DATE') return 'wall';
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') return 'moment';
  if (converted === 'DECIMAL' || logical?.type === 'FLOAT16') return 'number';
  if (type === 'BOOLEAN') return 'flag';
  if (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'UUID')
    return 'text';
  if (type === 'BYTE_ARRAY' && converted === undefined && logical === undefined) return 'text';
  if (type === 'FLOAT' || type === 'DOUBLE') return 'number';
  return (type === 'INT32' || type === 'INT64') && logical?.type !== 'TIME' ? 'number' : 'other';
}
