import { breathe } from '../base/job';

/**
 * Big arrays cross to a worker in slices: a message is copied while the page stands still, 160 MB for a tenth of a second
 * and more. Each slice is handed over, not cloned, and the page breathes between two.
 */

/** Values a slice carries: 2 MB, copied in a millisecond or so. */
export const SLICE = 2 ** 18;

/** Stands in an input where a big array was. */
interface Stub {
  readonly 'undertone parcel': number;
}

const isStub = (value: object): value is Stub => 'undertone parcel' in value;

/** One slice of one of the arrays of a call that is to come. */
export interface Parcel {
  readonly type: 'parcel';
  readonly id: number;
  readonly index: number;
  readonly length: number;
  readonly offset: number;
  readonly values: Float64Array;
}

/** An input without its arrays of more than a slice, and those arrays, each once. The input itself where it has none. */
export function withoutArrays(input: unknown): { readonly rest: unknown; readonly arrays: readonly Float64Array[] } {
  const arrays: Float64Array[] = [];
  const rest = replaced(input, (value) => {
    if (!(value instanceof Float64Array) || value.length <= SLICE) return value;
    const known = arrays.indexOf(value);
    return { 'undertone parcel': known < 0 ? arrays.push(value) - 1 : known } satisfies Stub;
  });
  return { rest: arrays.length === 0 ? input : rest, arrays };
}

/** An input with its arrays put back. */
export const withArrays = (rest: unknown, arrays: readonly Float64Array[]): unknown =>
  replaced(rest, (value) => (isStub(value) ? arrays[value['undertone parcel']] : value));

/** A plain value with objects in it replaced; lists of texts and numbers are passed over. */
function replaced(value: unknown, by: (value: object) => unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const instead = by(value);
  if (instead !== value) return instead;
  if (Array.isArray(value)) return typeof value[0] === 'object' ? value.map((inner) => replaced(inner, by)) : value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, by)]));
}

/** Sends arrays in slices for as long as they are wanted. False when they no longer were. */
export async function sendArrays(
  id: number,
  arrays: readonly Float64Array[],
  post: (parcel: Parcel, transfer: ArrayBuffer[]) => void,
  isWanted: () => boolean,
): Promise<boolean> {
  for (const [index, array] of arrays.entries()) {
    for (let offset = 0; offset < array.length; offset += SLICE) {
      const values = array.slice(offset, offset + SLICE);
      post({ type: 'parcel', id, index, length: array.length, offset, values }, [values.buffer]);
      await breathe();
      if (!isWanted()) return false;
    }
  }
  return true;
}

/** Puts the slices of calls that are to come together, at the worker's side. */
export class Parcels {
  readonly #arrays = new Map<number, Float64Array[]>();

  take({ id, index, length, offset, values }: Parcel): void {
    const arrays = this.#arrays.get(id) ?? [];
    this.#arrays.set(id, arrays);
    const array = arrays[index] ?? new Float64Array(length);
    arrays[index] = array;
    array.set(values, offset);
  }

  /** The arrays that came for a call, which are then the caller's. */
  collect(id: number): readonly Float64Array[] {
    const arrays = this.#arrays.get(id) ?? [];
    this.#arrays.delete(id);
    return arrays;
  }
}
