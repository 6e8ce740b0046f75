import { DAY, MONTH, WEEK } from './duration';

const HOUR = DAY / 24;

/** A step that is a calendar month: 28 to 31 days. */
export const isMonthly = (stepMs: number): boolean => stepMs >= 28 * DAY && stepMs <= 31 * DAY;

/**
 * The calendar's seasons in steps of `stepMs`, shortest first: hour, day and week for steps that divide them in enough
 * parts, the year for steps from a day to a quarter. Empty when nothing fits.
 */
export function calendarPeriods(stepMs: number): readonly number[] {
  if (isMonthly(stepMs)) return [12];
  const steps = (span: number, fewest: number): readonly number[] => {
    const period = Math.round(span / stepMs);
    return period >= fewest ? [period] : [];
  };
  return [...steps(HOUR, 6), ...steps(DAY, 3), ...steps(WEEK, 5), ...(stepMs >= DAY ? steps(12 * MONTH, 4) : [])];
}
