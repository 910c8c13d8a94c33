// The choices for the end of "do not disturb", in the user's time zone.

import { locale } from "../render/locale";

export interface Pause {
  label: string;
  until: Date;
}

const HOUR_MS = 60 * 60_000;
const MORNING = 8;

export function pauses(now: Date): Pause[] {
  const tomorrow = morning(now, 1);
  const monday = morning(now, (8 - now.getDay()) % 7 || 7);
  const all = [
    { label: "1 hour", until: new Date(now.getTime() + HOUR_MS) },
    { label: "4 hours", until: new Date(now.getTime() + 4 * HOUR_MS) },
    { label: `Until tomorrow, ${clock(tomorrow)}`, until: tomorrow },
  ];
  // On a Sunday the two are the same.
  if (monday.getTime() !== tomorrow.getTime())
    all.push({ label: `Until Monday, ${clock(monday)}`, until: monday });
  return all;
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

function clock(at: Date): string {
  return at.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" });
}
