import { signal } from "@preact/signals-core";
import { dayOf } from "./days";

const EVERY_MS = 15_000;
const thisMinute = (): number => Math.floor(Date.now() / 60_000);
const thisDay = (): string => dayOf(new Date().toISOString());

/** The current minute, for everything that expires at a time. */
export const minute = signal(thisMinute());
/** The current day in the user's time zone. Labels such as "Today" read it, so that they change at midnight. */
export const today = signal(thisDay());

/** Checks the clock periodically: a timer set for midnight would be late by the time the machine slept. */
export function followClock(): () => void {
  const timer = setInterval(() => {
    minute.value = thisMinute();
    today.value = thisDay();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
