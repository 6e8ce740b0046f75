import { first } from '../../frame/frame';
import { DAY } from '../../math/duration';
import { wallClock } from '../../math/zone';
import { changed, counted, each } from '../each';
import type { Shaper } from '../types';
import { daysOf, hoursOf, periodsOf } from './rules';

type Params = {
  readonly periods: string;
  readonly days: string;
  readonly hours: string;
  readonly zone: string;
  readonly only: string;
};

/** A Monday in 1970. */
const MONDAY = 4 * DAY;

/**
 * Values in dated periods, and values at the named hours of the named days on the clocks of a zone, become missing; the
 * axis stays. Hours over midnight belong to the day they begin on.
 */
export const excluded: Shaper<Params> = {
  /** @throws StudioError `bad-input` at what cannot be read; `cancelled`. */
  async shape(frames, { periods, days, hours, zone, only }, ctx) {
    const ranges = periodsOf(periods, zone);
    const isRuled = days.trim() !== '' || hours.trim() !== '';
    const weekdays = daysOf(days);
    const { from, to } = hoursOf(hours);
    const clock = wallClock(zone);
    const ruled = (t: number): boolean => {
      const wall = clock.toWall(t) - MONDAY;
      const hour = ((wall % DAY) + DAY) % DAY;
      const day = Math.floor(wall / DAY);
      const begun = from < to ? hour >= from && hour < to : hour >= from;
      const late = from > to && hour < to;
      return (begun && weekdays.has(modulo(day, 7))) || (late && weekdays.has(modulo(day - 1, 7)));
    };
    return each(frames, only, ctx, async (frame, pace) => {
      await pace(50 * frame.time.length);
      let out = 0;
      let at = 0;
      const values = first(frame).values.map((value, i) => {
        const t = frame.time[i] as number;
        while (at < ranges.length && (ranges[at]?.stop ?? 0) <= t) at++;
        const dated = (ranges[at]?.start ?? Number.POSITIVE_INFINITY) <= t;
        if (!dated && !(isRuled && ruled(t))) return value;
        if (!Number.isNaN(value)) out++;
        return Number.NaN;
      });
      return { frame: changed(frame, values), note: `${counted(out, 'value')} left out.` };
    });
  },
};

const modulo = (a: number, b: number): number => ((a % b) + b) % b;
