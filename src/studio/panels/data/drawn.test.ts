import { describe, expect, it } from 'vitest';
import { columnAt, pointsOf, timesAt } from '../../../charts/base/drawn';
import { regular } from '../../../frame/frame';
import { drawn, shortNames } from './drawn';

describe('a series as it is drawn', () => {
  it('breaks where points are absent', () => {
    const time = Float64Array.of(0, 10, 20, 60, 70);
    const frame = { time, columns: [{ key: 'a', values: Float64Array.of(1, 2, 3, 4, 5), labels: {} }] };
    const one = drawn('a', frame);
    expect(one.breakMs).toBe(15);
    const points = pointsOf({ ...one, keep: 'spikes' }, undefined);
    expect(timesAt(points, time)).toEqual(Float64Array.of(0, 10, 20, 40, 60, 70));
    expect(columnAt(points, one.values)).toEqual(Float64Array.of(1, 2, 3, Number.NaN, 4, 5));
  });

  it('is itself when it is regular', () => {
    const frame = regular(0, 10, Float64Array.of(1, Number.NaN, 3));
    expect(drawn('a', frame)).toEqual({ name: 'a', time: frame.time, values: frame.columns[0]?.values });
  });
});

describe('short names', () => {
  it('leave out what all begin with, between words', () => {
    expect(shortNames(['usage_user host=web-01', 'usage_user host=web-02'])).toEqual(['web-01', 'web-02']);
    expect(shortNames(['usage_user host=web-01 region=a', 'usage_system host=web-01 region=a'])).toEqual([
      'usage_user host=web-01 region=a',
      'usage_system host=web-01 region=a',
    ]);
  });

  it('never leave a name empty, and leave one alone', () => {
    expect(shortNames(['a host=', 'a host=b'])).toEqual(['a host=', 'a host=b']);
    expect(shortNames(['usage_user host=web-01'])).toEqual(['usage_user host=web-01']);
    expect(shortNames(['mem', 'cpu'])).toEqual(['mem', 'cpu']);
    expect(shortNames(['=a', '=b', 'c'])).toEqual(['=a', '=b', 'c']);
  });

  it('never cut the name of a field', () => {
    for (const names of [
      ['column 2', 'column 3'],
      ['column 2 site=Nord', 'column 3 site=Nord'],
      ['Leistung kW', 'Leistung kVA'],
    ]) {
      expect(shortNames(names)).toEqual(names);
    }
  });

  it('keep the whole of a value that has spaces', () => {
    expect(shortNames(['load host=web 01', 'load host=web 02'])).toEqual(['web 01', 'web 02']);
  });
});
