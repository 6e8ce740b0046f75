const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;
/** The mean month of the Gregorian calendar: 30.436875 days. */
export const MONTH = 2_629_746 * SECOND;
const YEAR = 12 * MONTH;

const times = (value: number, unit: string): string => `${Number(value.toFixed(1))} ${unit}`;

/**
 * A length of time in the words of the studio: `45 s`, `30 min`, `24 h`, `7 d`, `12 weeks`, `12 months`, `5 years`.
 * Up to 48 hours are hours; two and more whole weeks are weeks; what comes within half a percent of whole months
 * (calendars are not regular) is months. One decimal where it does not come out even. Not a number: `unknown`.
 */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  if (ms < 0) return `-${duration(-ms)}`;
  if (ms === 0) return '0 s';
  if (ms < SECOND) return times(ms, 'ms');
  if (ms < MINUTE || (ms < 2 * MINUTE && ms % MINUTE !== 0)) return times(ms / SECOND, 's');
  if (ms < HOUR || (ms < 2 * HOUR && ms % HOUR !== 0)) return times(ms / MINUTE, 'min');
  if (ms <= 2 * DAY) return times(ms / HOUR, 'h');
  if (ms >= 2 * WEEK && ms % WEEK === 0 && ms < 2 * YEAR) return times(ms / WEEK, 'weeks');
  const months = Math.round(ms / MONTH);
  if (months >= 1 && Math.abs(ms / (months * MONTH) - 1) < 0.005 && ms < 2.99 * YEAR) {
    return months === 1 ? '1 month' : `${months} months`;
  }
  return ms < 2 * YEAR ? times(ms / DAY, 'd') : times(ms / YEAR, 'years');
}
