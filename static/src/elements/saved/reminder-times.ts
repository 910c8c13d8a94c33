// The times that the screen offers for a reminder, in the user's time zone.
import { instantOf, type WallTime, wallTime, weekdayOf } from "../../helpers/zoned-time";
import { locale } from "../../render/locale";

export interface ReminderTime {
  label: string;
  /** The rest of the date and time, in short. */
  hint: string;
  /** The instant, RFC 3339. */
  at: string;
}

const MINUTE_MS = 60_000;
const MONDAY = 1;
const MORNING = 9;

/** The offers at a moment: in some time, tomorrow morning, and Monday morning unless that is tomorrow. */
export function reminderTimes(now: number, zone: string): ReminderTime[] {
  const here = wallTime(now, zone);
  const untilMonday = (MONDAY - weekdayOf(here) + 7) % 7 || 7;
  const soon = [20, 60, 180].map((minutes) => {
    const at = now + minutes * MINUTE_MS;
    const words = minutes < 60 ? `${minutes} minutes` : minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
    return offer(`In ${words}`, at, shortTime(at, now, zone));
  });
  const mornings = [
    { name: "Tomorrow", days: 1 },
    { name: "Next Monday", days: untilMonday },
  ];
  return [
    ...soon,
    ...mornings
      .filter(({ days }, index) => index === 0 || days > 1)
      .map(({ name, days }) => {
        const at = morningAfter(here, days, zone);
        const time = write(at, { hour: "numeric", minute: "2-digit", timeZone: zone });
        return offer(`${name} at ${time}`, at, write(at, { day: "numeric", month: "short", timeZone: zone }));
      }),
  ];
}

function offer(label: string, at: number, hint: string): ReminderTime {
  return { label, hint, at: new Date(at).toISOString() };
}

/** What a field for date and time holds: 2026-12-01T09:00. */
export function toField(at: number, zone: string): string {
  const { year, month, day, hour, minute } = wallTime(at, zone);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The instant of a field of that form; null if it is not complete. */
export function fromField(text: string, zone: string): number | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1).map(Number);
  return instantOf({ year, month, day, hour, minute }, zone);
}

/** 14:05 today, Wed 9:00 within a week, otherwise 14 Dec 9:00; with the year if it is another. */
export function shortTime(at: number, now: number, timeZone: string): string {
  const [then, here] = [wallTime(at, timeZone), wallTime(now, timeZone)];
  const days = daysBetween(here, then);
  const time = { hour: "numeric", minute: "2-digit", timeZone } as const;
  if (days === 0) return write(at, time);
  if (days > 0 && days < 7) return write(at, { ...time, weekday: "short" });
  const year = then.year === here.year ? {} : ({ year: "numeric" } as const);
  return write(at, { ...time, ...year, day: "numeric", month: "short" });
}

/** Wednesday, 2 December 2026 at 09:00 */
export function longTime(at: number, timeZone: string): string {
  return write(at, { dateStyle: "full", timeStyle: "short", timeZone });
}

function morningAfter(here: WallTime, days: number, zone: string): number {
  return instantOf({ ...here, day: here.day + days, hour: MORNING, minute: 0 }, zone);
}

function daysBetween(from: WallTime, to: WallTime): number {
  const day = ({ year, month, day }: WallTime): number => Date.UTC(year, month - 1, day);
  return Math.round((day(to) - day(from)) / 86_400_000);
}

function write(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, options).format(at);
}
