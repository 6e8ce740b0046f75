import { StudioError } from '../base/errors';
import { isUtc, type WallClock, wallClock } from '../math/zone';
import { count, were } from './assemble';
import { EPOCHS, type TimeFormat, wallOf } from './stamps';

const UTF8 = new TextDecoder();
const MINUTE = 60_000;

/** Where year, month and day stand in ten signs, for the formats that always write them so. */
const DAYS: Readonly<Partial<Record<TimeFormat, readonly [year: number, month: number, day: number]>>> = {
  iso: [0, 5, 8],
  ymd: [0, 5, 8],
  dmy: [6, 3, 0],
  mdy: [6, 0, 3],
};

/**
 * Reads stamps to epoch milliseconds UTC; NaN for what it cannot read. Stamps without an offset are wall time in `zone`
 * (an IANA name). When clocks go forward, a time that does not exist counts from before the change; when they go back, a
 * time that exists twice is the earlier one, unless the row before shows that the earlier hour is over. `strict` asks for
 * an earlier row to be truly later, for files where several rows share a time.
 * @throws StudioError `bad-input` at `timeZone` for a zone nobody knows.
 */
export class StampReader {
  private readonly format: TimeFormat;
  private readonly zone: string;
  private readonly clock: WallClock | undefined;
  private readonly strict: boolean;
  private before = Number.NEGATIVE_INFINITY;
  /** The day read last, as it is written. */
  private day = -1;
  private midnight = Number.NaN;
  /** Times that the zone's clocks skip, and those that they show twice. */
  private skipped = 0;
  private twice = 0;

  constructor(format: TimeFormat, zone: string, strict = false) {
    this.format = format;
    this.zone = zone;
    this.strict = strict;
    try {
      this.clock = isUtc(zone) ? undefined : wallClock(zone);
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      throw new StudioError(error.code, error.message, {
        ...(error.next !== undefined && { next: error.next }),
        place: 'timeZone',
        value: zone,
        cause: error,
      });
    }
  }

  /** The time of a stamp that stands as text. */
  text(text: string): number {
    const wall = wallOf(text.trim(), this.format);
    if (wall === undefined) return Number.NaN;
    return wall.offset === undefined ? this.wall(wall.ms) : wall.ms - wall.offset * MINUTE;
  }

  /** The time of a stamp in bytes [from, to): at once where it is written the common way, else as text. */
  bytes(bytes: Uint8Array, from: number, to: number): number {
    const epoch = EPOCHS[this.format];
    if (epoch !== undefined) {
      const ms = countIn(bytes, from, to - epoch.finer) * Math.max(1, epoch.by);
      if (!Number.isNaN(ms) && digitsIn(bytes, to - epoch.finer, to)) return ms;
    } else {
      const t = this.stamp(bytes, from, to);
      if (!Number.isNaN(t)) return t;
    }
    return this.text(UTF8.decode(bytes.subarray(from, to)));
  }

  /** The moment a wall time means, knowing the row before. */
  wall(wall: number): number {
    const { clock } = this;
    if (clock === undefined) return wall;
    const found = clock.fromWall(wall);
    let utc = found[0];
    if (utc === undefined) {
      this.skipped++;
      utc = clock.at(wall);
    } else if (found.length > 1) {
      this.twice++;
      if (this.strict ? utc < this.before : utc <= this.before) utc = found[1] as number;
    }
    this.before = utc;
    return utc;
  }

  /** What a reader should know about the times the zone's clocks skip or show twice. */
  notes(): string[] {
    const { skipped, twice, zone } = this;
    return [
      ...(skipped > 0
        ? [
            `${count(skipped, 'time')} cannot be on a clock in ${zone}, which goes forward there; ${were(skipped)} taken as if it had not.`,
          ]
        : []),
      ...(twice > 0
        ? [
            `${count(twice, 'time')} ${twice === 1 ? 'is' : 'are'} shown twice by a clock in ${zone}, which goes back there; ${were(twice)} told apart by the order of the rows.`,
          ]
        : []),
    ];
  }

  /** A date of ten signs, then nothing or a clock of fixed width, then nothing, `Z` or an offset; NaN for anything else. */
  private stamp(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    const places = DAYS[this.format];
    if (places === undefined || length < 10) return Number.NaN;
    const [y, m, d] = places;
    const year = two(bytes, from + y) * 100 + two(bytes, from + y + 2);
    const month = two(bytes, from + m);
    const day = two(bytes, from + d);
    const written = (year * 100 + month) * 100 + day;
    if (written !== this.day) {
      if (!(month >= 1 && month <= 12 && day >= 1 && year >= 100)) return Number.NaN;
      const midnight = Date.UTC(year, month - 1, day);
      if (new Date(midnight).getUTCDate() !== day) return Number.NaN;
      this.day = written;
      this.midnight = midnight;
    }
    if (!this.isParted(bytes, from)) return Number.NaN;
    if (length === 10) return this.wall(this.midnight);
    if (length < 16) return Number.NaN;
    const sign = bytes[from + 10];
    if ((sign !== 84 && sign !== 32) || bytes[from + 13] !== 58) return Number.NaN;
    const hour = two(bytes, from + 11);
    const minute = two(bytes, from + 14);
    let ms = (hour * 60 + minute) * MINUTE;
    if (!(hour <= 24 && minute <= 59)) return Number.NaN;
    let at = from + 16;
    if (at < to && bytes[at] === 58) {
      const second = two(bytes, at + 1);
      if (at + 3 > to || !(second <= 60)) return Number.NaN;
      ms += second * 1000;
      at += 3;
      if (at < to && bytes[at] === 46) {
        const start = ++at;
        for (let unit = 100; at < to; at++, unit /= 10) {
          const digit = (bytes[at] as number) - 48;
          if (digit < 0 || digit > 9) break;
          if (unit >= 1) ms += digit * unit;
        }
        if (at === start || at - start > 9) return Number.NaN;
      }
    }
    if (at === to) return this.wall(this.midnight + ms);
    if (at === to - 1 && bytes[at] === 90) return this.midnight + ms;
    if (at !== to - 6 || bytes[at + 3] !== 58) return Number.NaN;
    const east = bytes[at] === 43 ? 1 : bytes[at] === 45 ? -1 : Number.NaN;
    return this.midnight + ms - east * (two(bytes, at + 1) * 60 + two(bytes, at + 4)) * MINUTE;
  }

  /** Whether the parts of a date are parted as its format does it. */
  private isParted(bytes: Uint8Array, from: number): boolean {
    const yearFirst = this.format === 'iso' || this.format === 'ymd';
    const first = bytes[from + (yearFirst ? 4 : 2)];
    if (bytes[from + (yearFirst ? 7 : 5)] !== first) return false;
    if (this.format === 'iso') return first === 45;
    return first === 47 || first === 46 || (first === 45 && this.format !== 'ymd');
  }
}

/** Two digits; NaN for anything else. */
function two(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [(bytes[at] as number) - 48, (bytes[at + 1] as number) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}

/** A whole number of 1 to 15 digits; NaN for anything else. */
function countIn(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to || to - from > 15) return Number.NaN;
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = (bytes[i] as number) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function digitsIn(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) < 48 || (bytes[i] as number) > 57) return false;
  return true;
}
