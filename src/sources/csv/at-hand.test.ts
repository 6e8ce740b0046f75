import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { looked } from './csv.testing';

const classics = join(import.meta.dirname, '../../../../shared/data/classics');
describe.skipIf(!existsSync(classics))('the files at hand', () => {
  it.each([
    ['AirPassengers.csv', 144, ['#Passengers']],
    ['monthly-milk.csv', 168, ['Pounds per cow']],
    ['monthly-sunspots.csv', 2820, ['Sunspots']],
    ['taylor.csv', 4032, ['Y']],
    ['heart_rate.csv', 1800, ['Heart rate']],
  ])('%s', async (name, count, fields) => {
    const seen = await looked(new File([readFileSync(join(classics, name))], name));
    expect(seen.columns.filter(({ kind }) => kind === 'value').map((column) => column.name)).toEqual(fields);
    expect(Math.abs(seen.count - count)).toBeLessThanOrEqual(1);
  });

  it('every file of NAB reads without a bad row', async () => {
    const root = join(classics, '../nab/data');
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.csv'))) {
      const bytes = readFileSync(join(root, name));
      const seen = await looked(new File([bytes], name));
      expect(seen).toMatchObject({ skipped: 0, gaps: 0, time: { name: 'timestamp', format: 'iso' } });
      expect(seen.count).toBe(bytes.toString().trim().split('\n').length - 1);
    }
  });
});
