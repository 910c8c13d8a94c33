// Times and days in the user's time zone.
import { locale } from "./locale";

const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const shortDate = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const numericDate = new Intl.DateTimeFormat(locale, { dateStyle: "short" });
const longDate = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const fullDate = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });

/** 14:05 */
export function clockTime(at: string): string {
  return clock.format(new Date(at));
}

/** Tuesday, 24 November 2026 at 14:05 */
export function fullTime(at: string): string {
  return moment.format(new Date(at));
}

/** A short form for lists: 14:05, Tue, 3 Nov, 03/11/25. */
export function listTime(at: string, now = new Date()): string {
  const then = new Date(at);
  const days = daysBetween(then, now);
  if (days <= 0) return clock.format(then);
  if (days < 7) return weekday.format(then);
  return then.getFullYear() === now.getFullYear() ? shortDate.format(then) : numericDate.format(then);
}

/** "Today", "Yesterday", "Tuesday, 24 November" or, in other years, the date in full. */
export function dayName(day: string, now = new Date()): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const then = new Date(year, month - 1, date);
  const days = daysBetween(then, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return then.getFullYear() === now.getFullYear() ? longDate.format(then) : fullDate.format(then);
}

/** "Last seen today at 14:05" and similar. */
export function lastSeen(at: string, now = new Date()): string {
  const then = new Date(at);
  const minutes = Math.round((now.getTime() - then.getTime()) / 60_000);
  if (minutes < 2) return "Last seen just now";
  if (minutes < 60) return `Last seen ${minutes} minutes ago`;
  const days = daysBetween(then, now);
  if (days <= 0) return `Last seen today at ${clock.format(then)}`;
  if (days === 1) return `Last seen yesterday at ${clock.format(then)}`;
  return `Last seen on ${shortDate.format(then)}`;
}

/** "14:05 there, 2 hours ahead of you"; null if the clocks agree or this browser does not know the zone. */
export function timeThere(
  zone: string,
  mine = clock.resolvedOptions().timeZone,
  now = new Date(),
): string | null {
  const there = wallClock(zone, now);
  const here = wallClock(mine, now);
  if (there === null || here === null || there === here) return null;
  const minutes = Math.round((there - here) / 60_000);
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZone: zone }).format(
    now,
  );
  const hours = (Math.abs(minutes) / 60).toLocaleString(locale, { maximumFractionDigits: 2 });
  return `${time} there, ${hours} ${hours === "1" ? "hour" : "hours"} ${minutes > 0 ? "ahead of" : "behind"} you`;
}

/** The local time of a zone, in milliseconds; null if this browser does not know the zone. */
function wallClock(timeZone: string, now: Date): number | null {
  try {
    return Date.parse(`${now.toLocaleString("sv", { timeZone }).replace(" ", "T")}Z`);
  } catch {
    return null;
  }
}

function daysBetween(then: Date, now: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(now) - midnight(then)) / 86_400_000);
}
