import type { NotificationPreferences } from "../../protocol/wire";

type Quiet = Pick<NotificationPreferences, "quiet_from" | "quiet_until" | "quiet_days">;

const CLOCK = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Whether a time is within the quiet hours. They may end after midnight, and belong to the day on which they begin. */
export function isQuiet(
  { quiet_from, quiet_until, quiet_days }: Quiet,
  timeZone: string,
  at: number,
): boolean {
  if (!quiet_from || !quiet_until) return false;
  const { time, day } = localTime(timeZone, at);
  const on = (weekday: number): boolean => !quiet_days.length || quiet_days.includes((weekday + 7) % 7);
  const [from, until] = [quiet_from.slice(0, 5), quiet_until.slice(0, 5)];
  if (from < until) return time >= from && time < until && on(day);
  return (time >= from && on(day)) || (time < until && on(day - 1));
}

/** HH:MM, and the weekday from Monday, 0. */
function localTime(timeZone: string, at: number): { time: string; day: number } {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return { time: `${parts.hour}:${parts.minute}`, day: DAYS.indexOf(parts.weekday ?? "Mon") };
}

/** Uses UTC if this browser does not know the zone, like the server. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...CLOCK, timeZone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...CLOCK, timeZone: "UTC" });
  }
}
