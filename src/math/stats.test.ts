import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolated } from './gaps';
import { centredAverage, phaseMeans } from './moving';
import { mad, median, quantile, quantileSorted, quantiles, select } from './quantile';
import { fitLine, withoutLine } from './regression';
import { extent, mean, std, variance } from './stats';

const of = (...values: number[]): Float64Array => Float64Array.from(values);
const gap = Number.NaN;
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 200 });

describe('stats', () => {
  it('leave missing values out', () => {
    expect(mean(of(1, gap, 3))).toBe(2);
    expect(variance(of(1, gap, 3, 5))).toBe(4);
    expect(std(of(7))).toBe(0);
    expect(extent(of(gap, 4, -1, gap))).toEqual([-1, 4]);
    for (const nothing of [of(), of(gap, gap)]) {
      expect(mean(nothing)).toBeNaN();
      expect(std(nothing)).toBeNaN();
      expect(extent(nothing)).toEqual([gap, gap]);
    }
  });
});

describe('quantiles', () => {
  // R: quantile(c(2, 3, 5, 7, 11, 13), c(0.05, 0.25, 0.5, 0.95)); numpy.quantile gives the same.
  it('are of type 7', () => {
    const levels = [0, 0.05, 0.25, 0.5, 0.95, 1];
    const found = levels.map((level) => quantile(of(13, 2, 7, gap, 3, 11, 5), level));
    for (const [i, value] of [2, 2.25, 3.5, 6, 12.5, 13].entries()) expect(found[i]).toBeCloseTo(value, 12);
    expect(quantileSorted(of(), 0.5)).toBeNaN();
    expect(median(of())).toBeNaN();
    expect(mad(of(1, 1, 2, 2, 4, 6, 9))).toBe(1);
  });

  it('quantiles agree with those of sorted values, at any levels', () => {
    const levels = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(numbers, levels, (list, some) => {
        const sorted = of(...list).sort();
        const ascending = some.sort((a, b) => a - b);
        expect(quantiles(of(...list, gap), ascending)).toEqual(ascending.map((level) => quantileSorted(sorted, level)));
      }),
    );
    expect(quantiles(of(gap), [0.5])).toEqual([gap]);
  });

  it('select and median agree with sorting', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (list, pick) => {
        const sorted = of(...list).sort();
        const k = pick % list.length;
        expect(select(of(...list), k)).toBe(sorted[k]);
        expect(median(of(...list))).toBe(quantileSorted(sorted, 0.5));
      }),
    );
  });
});

describe('lines', () => {
  it('fit exactly what is straight', () => {
    const line = fitLine(of(3, 5, 7, 9), 10);
    expect(line.slope).toBeCloseTo(2, 12);
    expect(line.intercept).toBeCloseTo(-17, 12);
    expect(line.r2).toBeCloseTo(1, 12);
    for (const rest of withoutLine(of(3, 5, 7, 9))) expect(rest).toBeCloseTo(0, 12);
  });

  // numpy: x, y = np.arange(5.), np.array([2, 1, 4, 3, 7.]); np.polyfit(x, y, 1); np.corrcoef(x, y)[0, 1]**2
  it('fit what is not', () => {
    const line = fitLine(of(2, 1, 4, 3, 7));
    expect(line.slope).toBeCloseTo(1.2, 12);
    expect(line.intercept).toBeCloseTo(1, 12);
    expect(line.r2).toBeCloseTo(0.6792452830188679, 12);
  });

  it('say when there is nothing to explain', () => {
    expect(fitLine(of(4, 4, 4))).toEqual({ slope: 0, intercept: 4, r2: gap });
    expect(fitLine(of(4), 3)).toEqual({ slope: 0, intercept: 4, r2: gap });
  });
});

describe('moving averages and phases', () => {
  it('are centred, the ends of an even period counting half', () => {
    expect([...centredAverage(of(1, 2, 6, 4, 5), 3)]).toEqual([gap, 3, 4, 5, gap]);
    expect([...centredAverage(of(2, 4, 6, 8, 100), 4)]).toEqual([gap, gap, (1 + 4 + 6 + 8 + 50) / 4, gap, gap]);
    expect([...centredAverage(of(1, 2), 4)]).toEqual([gap, gap]);
  });

  it('take the mean of what is there at each phase', () => {
    expect([...phaseMeans(of(1, 10, 3, gap, 5), 2)]).toEqual([3, 10]);
  });
});

describe('gaps', () => {
  it('are bridged by straight lines, edges held', () => {
    expect([...interpolated(of(gap, 1, gap, gap, 4, gap))]).toEqual([1, 1, 2, 3, 4, 4]);
    expect([...interpolated(of(gap, gap))]).toEqual([gap, gap]);
    expect([...interpolated(of())]).toEqual([]);
  });
});
