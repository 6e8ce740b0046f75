import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedName, carriedTag, frameLines, line } from './line-protocol';

/** Reads one line the way InfluxDB's scanner does: a sign is plain after a backslash; a field key's backslash skips. */
function parse(text: string) {
  const cut = (from: number, stops: string): number => {
    let quoted = false;
    for (let i = from; i < text.length; i++) {
      if (text[i] === '\\' && quoted) i++;
      else if (text[i] === '"' && stops === ' value') quoted = !quoted;
      else if (!quoted && (stops === ' value' ? ', ' : stops).includes(text[i] as string) && text[i - 1] !== '\\')
        return i;
    }
    return text.length;
  };
  const plain = (part: string) => part.replace(/\\([,= ])/g, '$1');
  let at = cut(0, ', ');
  const measurement = plain(text.slice(0, at));
  const tags: Record<string, string> = Object.create(null);
  while (text[at] === ',') {
    const equals = cut(at + 1, '=');
    const end = cut(equals + 1, ', ');
    tags[plain(text.slice(at + 1, equals))] = plain(text.slice(equals + 1, end));
    at = end;
  }
  const fields: Record<string, string> = Object.create(null);
  do {
    const equals = cut(at + 1, '=');
    const end = cut(equals + 1, ' value');
    fields[plain(text.slice(at + 1, equals))] = text.slice(equals + 1, end);
    at = end;
  } while (text[at] === ',');
  return { measurement, tags, fields, time: Number(text.slice(at + 1)) };
}

const awkward = fc
  .array(fc.constantFrom('a', 'B', ' ', ',', '=', '"', '\\', '$\x7bx}', "'", '😀', 'ü', '\n', '\t', '#', '\\n', '.'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const name = fc
  .oneof(awkward, fc.string({ unit: 'grapheme', minLength: 1 }))
  .filter((text) => carriedName(text).trim() !== '');

describe('line protocol', () => {
  it('carries every name and value through the reading of a line', () => {
    fc.assert(
      fc.property(
        name.filter((text) => !carriedName(text).startsWith('#')),
        fc.dictionary(name, name, { maxKeys: 3 }),
        fc.dictionary(name, fc.double({ noNaN: true, noDefaultInfinity: true }), { minKeys: 1, maxKeys: 3 }),
        fc.integer({ min: -8e12, max: 8e12 }),
        (measurement, tags, fields, time) => {
          const kept = Object.entries(tags).filter(([, value]) => carriedTag(value) !== '');
          const found = parse(line({ measurement, tags, fields, time }) ?? '');
          expect(found.measurement).toBe(carriedName(measurement));
          expect({ ...found.tags }).toEqual(Object.fromEntries(kept.map(([k, v]) => [carriedTag(k), carriedTag(v)])));
          const numbers = Object.fromEntries(Object.entries(found.fields).map(([k, v]) => [k, Number(v)]));
          for (const [key, value] of Object.entries(fields)) {
            const twins = Object.keys(fields).filter((other) => carriedName(other) === carriedName(key));
            if (twins.length === 1) expect(numbers[carriedName(key)]).toBe(value + 0);
          }
          expect(found.time).toBe(time);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('quotes text fields so that quotes and backslashes come back', () => {
    fc.assert(
      fc.property(awkward, (value) => {
        const text = parse(line({ measurement: 'm', tags: {}, fields: { f: value }, time: 0 }) ?? '').fields.f ?? '';
        expect(text.slice(1, -1).replace(/\\([\\"])/g, '$1')).toBe(value);
      }),
    );
  });

  it('writes a known line', () => {
    const point = {
      measurement: 'my cpu',
      tags: { host: 'a,b=c', empty: '' },
      fields: { 'f g': 1.5, n: Number.NaN, ok: true },
      time: 7.9,
    };
    expect(line(point)).toBe('my\\ cpu,host=a\\,b\\=c f\\ g=1.5,ok=true 7');
  });

  it('drops what InfluxDB cannot carry', () => {
    expect(line({ measurement: 'a\\,b\\', tags: { 'k\\': 'v\\,\\' }, fields: { 'x\\"y': 1 }, time: 1 })).toBe(
      'a\\,b,k=v\\\\, x"y=1 1',
    );
    expect(
      line({ measurement: 'm', tags: {}, fields: { f: Number.NaN, g: Number.POSITIVE_INFINITY }, time: 1 }),
    ).toBeUndefined();
  });

  it('refuses names that are none', () => {
    expect(() => line({ measurement: '', tags: {}, fields: { f: 1 }, time: 1 })).toThrow(/measurement/);
    expect(() => line({ measurement: '#m', tags: {}, fields: { f: 1 }, time: 1 })).toThrow(/comment/);
    expect(() => line({ measurement: 'm', tags: { ' ': 'x' }, fields: { f: 1 }, time: 1 })).toThrow(/tag/);
    expect(() => line({ measurement: 'm', tags: {}, fields: { f: 1 }, time: Number.NaN })).toThrow(/time/);
  });

  it('writes a frame, leaving gaps out', () => {
    const frame = {
      time: Float64Array.of(0, 1000, 2000),
      columns: [
        { key: 'point', values: Float64Array.of(1, Number.NaN, 3), labels: {} },
        { key: 'upper', values: Float64Array.of(2, Number.NaN, Number.NaN), labels: {} },
      ],
    };
    expect(frameLines(frame, { measurement: 'fc', tags: { run: 'r1' } }, { point: 'forecast' })).toEqual([
      'fc,run=r1 forecast=1,upper=2 0',
      'fc,run=r1 forecast=3 2000',
    ]);
  });
});
