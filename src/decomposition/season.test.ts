import { describe, expect, it } from 'vitest';
import { StudioError } from '../base/errors';
import { quietContext } from '../base/job';
import { regular } from '../frame/frame';
import { splitByMstl } from './mstl/split';
import { affordable } from './season';

describe('a split that a tab cannot do', () => {
  it('is refused with what to do instead', () => {
    const refusal = (points: number, periods: readonly number[], passes: number): unknown => {
      try {
        return affordable(points, periods, passes);
      } catch (error) {
        return error;
      }
    };
    expect(refusal(4_000_000, [24, 168], 10)).toBeUndefined();
    expect(refusal(300_000, [1440, 10_080], 10)).toBeUndefined();
    expect(refusal(10_000_000, [24], 5)).toMatchObject({
      code: 'bad-input',
      place: 'range',
      message: '10,000,000 points are too many to split in a tab.',
    });
    const long = refusal(1_000_000, [1440, 10_080], 10);
    expect(long).toBeInstanceOf(StudioError);
    expect(long).toMatchObject({
      message: 'Splitting 1,000,000 points with a season of 10,080 steps would take very long.',
      next: expect.stringContaining('longer interval'),
    });
  });

  it('is refused before it begins', async () => {
    const frame = regular(0, 60_000, new Float64Array(600_000));
    const began = performance.now();
    await expect(
      splitByMstl.decompose(
        { frame, periods: [1440, 10_080] },
        { robust: true, iterations: 2 },
        quietContext(() => 0),
      ),
    ).rejects.toMatchObject({ place: 'range' });
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
