import { StudioError } from '../base/errors';
import { damaged } from './refusals';

const deepest = 64;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const special: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-0': -0,
};

/** Plain data as JSON text. Numbers JSON has no words for are written `{"$number": "NaN"}`, so that none is lost. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(value, boxed, 2);
  return new TextEncoder().encode(`${text}\n`);
}

function boxed(key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    throw new StudioError('internal', `“${key}” is an array of numbers where plain data was expected.`, {
      next: 'Please report this.',
    });
  }
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { $number: Object.is(value, -0) ? '-0' : String(value) };
}

/**
 * JSON from a stranger as plain data, its special numbers restored.
 * @throws StudioError `damaged` naming `file`: not UTF-8, not JSON, deeper than 64 levels, or with a key (`__proto__`,
 * `constructor`, `prototype`) that could reach into the program.
 */
export function parseJson(bytes: Uint8Array, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged(file, 'is not readable JSON', { cause });
  }
  return checkedValue(value, file, 0);
}

function checkedValue(value: unknown, file: string, depth: number): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (depth === deepest) throw damaged(file, `is nested deeper than ${deepest} levels`);
  if (Array.isArray(value)) return value.map((inner) => checkedValue(inner, file, depth + 1));
  const entries = Object.entries(value);
  const box = entries.length === 1 && entries[0]?.[0] === '$number' ? String(entries[0][1]) : undefined;
  if (box !== undefined && Object.hasOwn(special, box)) return special[box];
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      if (forbidden.has(key)) throw damaged(file, `has the forbidden name “${key}”`);
      return [key, checkedValue(inner, file, depth + 1)];
    }),
  );
}
