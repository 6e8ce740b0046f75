import { describe, expect, it } from 'vitest';
import { regular } from '../frame/frame';
import { emptyQuery } from '../frame/query';
import { atItsOwnStep, suggestHorizon, suggestInterval, wholeIntervals } from './suggest';

const minute = 60_000;
const day = 1440 * minute;

describe('suggestions', () => {
  it('reads a range in at most 5,000 points, at an interval people think in', () => {
    expect(suggestInterval({ start: 0, stop: 7 * day })).toBe(5 * minute);
    expect(suggestInterval({ start: 0, stop: 84 * day })).toBe(30 * minute);
    expect(suggestInterval({ start: 0, stop: 1000 })).toBe(1000);
    expect(suggestInterval({ start: 0, stop: 1e6 * day })).toBe(7 * day);
  });

  it('widens a range to whole intervals', () => {
    expect(wholeIntervals({ start: 90_000, stop: 150_001 }, minute)).toEqual({ start: minute, stop: 3 * minute });
    const days = { start: Date.UTC(2026, 2, 28, 12), stop: Date.UTC(2026, 2, 29, 12) };
    expect(wholeIntervals(days, day)).toEqual({ start: Date.UTC(2026, 2, 28), stop: Date.UTC(2026, 2, 30) });
    expect(wholeIntervals(days, day, 'Europe/Vienna')).toEqual({
      start: Date.UTC(2026, 2, 27, 23),
      stop: Date.UTC(2026, 2, 29, 22),
    });
  });

  it('looks two short seasons ahead, one long, never past an eighth of the series', () => {
    expect(suggestHorizon(4032, [48, 336])).toBe(96);
    expect(suggestHorizon(4032, [288])).toBe(288);
    expect(suggestHorizon(1000, [])).toBe(48);
    expect(suggestHorizon(80, [24])).toBe(10);
    expect(suggestHorizon(3, [])).toBe(1);
  });

  it('says the interval the data have, where it is longer than what was asked', () => {
    const hourly = [regular(0, 60 * minute, new Float64Array(50))];
    const asked = { ...emptyQuery, everyMs: 10 * minute };
    expect(atItsOwnStep(asked, hourly).everyMs).toBe(60 * minute);
    expect(atItsOwnStep({ ...asked, everyMs: 120 * minute }, hourly).everyMs).toBe(120 * minute);
    expect(atItsOwnStep({ ...asked, text: 'SELECT …' }, hourly).everyMs).toBe(10 * minute);
    expect(atItsOwnStep(asked, []).everyMs).toBe(10 * minute);
  });

  it('finds it behind gaps, and leaves months and events as they were asked', () => {
    const at = (time: readonly number[]) => [
      { time: Float64Array.from(time), columns: [{ key: 'v', values: new Float64Array(time.length), labels: {} }] },
    ];
    const hours = Array.from({ length: 60 }, (_, i) => i * 60 * minute).filter((_, i) => i % 7 !== 3);
    const months = Array.from({ length: 48 }, (_, i) => Date.UTC(2020, i, 1));
    const events = Array.from({ length: 200 }, (_, i) => (i * 3 + ((i * i) % 5)) * 10 * minute);
    const asked = { ...emptyQuery, everyMs: 10 * minute };
    expect(atItsOwnStep(asked, at(hours)).everyMs).toBe(60 * minute);
    expect(atItsOwnStep(asked, at(months)).everyMs).toBe(10 * minute);
    expect(atItsOwnStep(asked, at(events)).everyMs).toBe(10 * minute);
    expect(atItsOwnStep(asked, [...at(hours), ...at(events)]).everyMs).toBe(10 * minute);
    expect(atItsOwnStep(asked, at([0])).everyMs).toBe(10 * minute);
  });
});
