import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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
