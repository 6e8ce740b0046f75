import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaults } from '../base/params';
import { context } from './contract.testing';
import { csv as card } from './csv';
import { csv } from './csv/source';
import { eachPiece, headOf } from './file-bytes';
import { lineProtocol } from './line-protocol/source';

const rows = Array.from(
  { length: 60_000 },
  (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()},${(i * 7919) % 10_007}`,
);
const text = `time,v\n${rows.join('\n')}\n`;
const gz = gzipSync(text);
const params = defaults(card.params);

describe('a compressed file', () => {
  it('reads as what is in it', async () => {
    const opening = { params, file: new File([gz], 'big.csv.gz') };
    const seen = await csv.preview(opening, context());
    expect(seen).toMatchObject({ count: 60_000, skipped: 0, notes: [] });
    expect(await csv.catalog(opening, { database: 'big.csv.gz' }, context())).toMatchObject([{ name: 'big' }]);
  });

  it('keeps what came before it breaks off, and says so', async () => {
    const half = new File([gz.subarray(0, gz.length >> 1)], 'half.csv.gz');
    const seen = await csv.preview({ params, file: half }, context());
    expect(seen.count).toBeGreaterThan(1000);
    expect(seen.count).toBeLessThan(60_000);
    expect(seen.notes.join()).toMatch(/breaks off or is damaged/);
    const lines = gzipSync(Array.from({ length: 9000 }, (_, i) => `m v=${i * i} ${1.7e18 + i * 1e9}`).join('\n'));
    const lp = new File([lines.subarray(0, lines.length - 9000)], 'half.lp.gz');
    const points = await lineProtocol.preview({ params: { precision: 'auto' }, file: lp }, context());
    expect(points.notes.join()).toMatch(/breaks off or is damaged/);
  });

  it('is refused in words when nothing of it can be read', async () => {
    const broken = new File([Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3)], 'broken.csv.gz');
    await expect(csv.preview({ params, file: broken }, context())).rejects.toMatchObject({
      code: 'empty',
      place: 'file',
    });
  });
});

describe('a file of several compressed members', () => {
  afterEach(() => vi.unstubAllGlobals());

  const members = [
    text.slice(0, 700_000),
    '',
    'é,1\n',
    ...Array.from({ length: 40 }, () => 'a,2\n'),
    text.slice(700_000),
  ];
  const joined = members.join('');
  const packed = Buffer.concat(members.map((member) => gzipSync(member)));
  /** Unpacks the first member alone, as Chromium does: what it was fed up to the fault is given, or not. */
  const onlyFirst = (gives: number) =>
    class {
      readonly readable: ReadableStream<Uint8Array>;
      readonly writable: WritableStream<Uint8Array>;
      constructor() {
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
          transform: () => Promise.reject(new TypeError('Junk found after end of compressed data.')),
        });
        this.writable = writable;
        const reader = readable.getReader();
        let first = gives > 0;
        this.readable = new ReadableStream<Uint8Array>({
          async pull(controller) {
            if (first) controller.enqueue(new TextEncoder().encode(joined.slice(0, gives)));
            first = false;
            await reader.read();
          },
        });
      }
    };
  const read = async (bytes: Uint8Array<ArrayBuffer>) => {
    const pieces: Uint8Array[] = [];
    const end = await eachPiece(new Blob([bytes]), context(), (piece) => pieces.push(piece.slice()));
    return { end, text: Buffer.concat(pieces).toString() };
  };

  it.each([0, 1, 500_000])(
    'is read to its end where the browser stops after the first, %i signs given',
    async (gives) => {
      vi.stubGlobal('DecompressionStream', onlyFirst(gives));
      const found = await read(new Uint8Array(packed));
      expect(found.end).toBe('whole');
      expect(found.text === joined).toBe(true);
    },
  );

  it('is read by the browser’s own means where they can', async () => {
    const found = await read(new Uint8Array(packed));
    expect([found.end, found.text === joined]).toEqual(['whole', true]);
  });

  it('keeps what came before a fault, also one that only the checksum shows', async () => {
    vi.stubGlobal('DecompressionStream', onlyFirst(0));
    const short = await read(new Uint8Array(packed.subarray(0, -5000)));
    expect(short.end).toBe('broken');
    expect(joined.startsWith(short.text)).toBe(true);
    expect(short.text.length).toBeGreaterThan(700_000);
    const wrong = new Uint8Array(packed);
    wrong[wrong.length - 8] = (wrong.at(-8) as number) ^ 1;
    expect((await read(wrong)).end).toBe('broken');
    const early = new Uint8Array(packed);
    const at = gzipSync(members[0] ?? '').length - 8;
    early[at] = (early[at] as number) ^ 1;
    expect((await read(early)).end).toBe('broken');
    expect((await read(new Uint8Array(packed.subarray(0, -3)))).end).toBe('broken');
  });

  it('is cut the same wherever the pieces of a large file end', async () => {
    vi.stubGlobal('DecompressionStream', onlyFirst(0));
    const many = Array.from({ length: 6000 }, (_, i) => gzipSync(`${i},${i * i}\n`.repeat(1 + (i % 7))));
    const found = await read(new Uint8Array(Buffer.concat(many)));
    expect(found.end).toBe('whole');
    const wanted = Array.from({ length: 6000 }, (_, i) => `${i},${i * i}\n`.repeat(1 + (i % 7))).join('');
    expect(found.text === wanted).toBe(true);
  });
});

it('reports bytes of all and the rows found, and stops at a cancel between two pieces', async () => {
  const file = new Blob([text, text, text]);
  const seen: number[] = [];
  const progress = ({ done, total, unit, part }: { done: number; total: number; unit: string; part?: string }) => {
    expect({ total, unit, part }).toEqual({ total: file.size, unit: 'bytes', part: '7 rows' });
    seen.push(done);
  };
  await eachPiece(file, context({ progress }), () => {}, { rows: () => 7 });
  expect(seen.at(-1)).toBe(file.size);
  expect(seen.length).toBeGreaterThan(1);
  const controller = new AbortController();
  let pieces = 0;
  const job = context({ signal: controller.signal });
  const stopped = eachPiece(file, job, () => {
    pieces++;
    controller.abort();
  });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
  expect(pieces).toBe(1);
});

it('gives the beginning of a file, compressed or not', async () => {
  for (const file of [new Blob([text]), new Blob([gz])]) {
    const { head, whole } = await headOf(file, 1000, context());
    expect(new TextDecoder().decode(head)).toBe(text.slice(0, 1000));
    expect(whole).toBe(false);
    expect((await headOf(file, 1e9, context())).whole).toBe(true);
  }
});
