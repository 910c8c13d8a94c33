// Instants from the clock on the wall of a time zone, right in nights in which it is set.

/** A date and time as a clock shows them; months count from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The time zone to compute in: that of the profile if the browser knows it, else the browser's. */
export function zoneOf({ time_zone }: { time_zone?: string | null }): string {
  try {
    if (time_zone) return formatIn(time_zone) && time_zone;
  } catch {
    // A zone that is newer than the browser.
  }
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function wallTime(at: number, zone: string): WallTime {
  const parts = Object.fromEntries(
    formatIn(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as unknown as WallTime;
  const { year, month, day, hour, minute } = parts;
  return { year, month, day, hour, minute };
}

/**
 * The instant at which the clock shows this time. A time that occurs twice is the first one. A time that does not occur,
 * because the clock is put forward over it, is as much later: 2:30 becomes 3:30. Days and hours beyond their range count
 * on, as those of a Date do.
 */
export function instantOf(wall: WallTime, zone: string): number {
  const shown = asUtc(wall);
  const before = shown - offset(shown - DAY_MS, zone);
  const after = shown - offset(shown + DAY_MS, zone);
  const possible = [before, after].filter((at) => asUtc(wallTime(at, zone)) === shown);
  return possible.length ? Math.min(...possible) : before;
}

/** The weekday of a date: 0 is Sunday. */
export function weekdayOf({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function asUtc({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** How far the clock is ahead of UTC, in milliseconds. */
function offset(at: number, zone: string): number {
  return asUtc(wallTime(at, zone)) - Math.floor(at / 60_000) * 60_000;
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}
