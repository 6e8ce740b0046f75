import { isMonthly } from '../math/calendar';
import { DAY } from '../math/duration';

/** What the calendar says of a time, that a series may follow beyond its own seasons. */
export const calendarTerms = [
  'hour',
  'weekday',
  'weekend',
  'day-of-month',
  'month-start',
  'month-end',
  'month',
  'working-days',
] as const;
export type CalendarTerm = (typeof calendarTerms)[number];

interface Term {
  readonly title: string;
  readonly summary: string;
  /** Whether it says something of steps this long. */
  fits(stepMs: number): boolean;
  /** How many classes of time it tells apart; 1 = one number, not classes. */
  readonly classes: number;
  /** The class of a wall time, from 0; for one number that number. */
  of(wall: number, stepMs: number): number;
}

const date = (wall: number): Date => new Date(wall);
const monthStart = (wall: number, on = 0): number =>
  Date.UTC(date(wall).getUTCFullYear(), date(wall).getUTCMonth() + on);
/** 0 = Monday. */
const weekday = (wall: number): number => (date(wall).getUTCDay() + 6) % 7;

export const calendarTerm: Readonly<Record<CalendarTerm, Term>> = {
  hour: {
    title: 'Hour of the day',
    summary: 'Each hour has its own level.',
    fits: (step) => step < DAY,
    classes: 24,
    of: (wall) => date(wall).getUTCHours(),
  },
  weekday: {
    title: 'Day of the week',
    summary: 'Each weekday has its own level.',
    fits: (step) => step <= DAY,
    classes: 7,
    of: weekday,
  },
  weekend: {
    title: 'Weekend',
    summary: 'Saturday and Sunday together, beside the working days.',
    fits: (step) => step <= DAY,
    classes: 1,
    of: (wall) => (weekday(wall) > 4 ? 1 : 0),
  },
  'day-of-month': {
    title: 'Day of the month',
    summary: 'Each date from 1 to 31 has its own level.',
    fits: (step) => step <= DAY,
    classes: 31,
    of: (wall) => date(wall).getUTCDate() - 1,
  },
  'month-start': {
    title: 'First of the month',
    summary: 'The first day of every month.',
    fits: (step) => step <= DAY,
    classes: 1,
    of: (wall) => (date(wall).getUTCDate() === 1 ? 1 : 0),
  },
  'month-end': {
    title: 'Last of the month',
    summary: 'The last day of every month, as for salaries and closings.',
    fits: (step) => step <= DAY,
    classes: 1,
    of: (wall) => (date(wall + DAY).getUTCDate() === 1 ? 1 : 0),
  },
  month: {
    title: 'Month of the year',
    summary: 'Each month has its own level; needs a year or more.',
    fits: (step) => step <= 31 * DAY,
    classes: 12,
    of: (wall) => date(wall).getUTCMonth(),
  },
  'working-days': {
    title: 'Working days of the month',
    summary: 'How many days from Monday to Friday the month has.',
    fits: isMonthly,
    classes: 1,
    // A step may begin a day or two off the month it stands for.
    of: (wall) => {
      let days = 0;
      const middle = wall + 15 * DAY;
      for (let day = monthStart(middle); day < monthStart(middle, 1); day += DAY) if (weekday(day) < 5) days++;
      return days;
    },
  },
};
