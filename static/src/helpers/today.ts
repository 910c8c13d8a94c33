import { signal } from "@preact/signals-core";
import { dayOf } from "./days";

const EVERY_MS = 15_000;
const thisMinute = (): number => Math.floor(Date.now() / 60_000);
const thisDay = (): string => dayOf(new Date().toISOString());

/** What ends at a time of its own reads it. */
export const minute = signal(thisMinute());
/** The day it is where the reader is. What says "Today" reads it, and says "Yesterday" after midnight. */
export const today = signal(thisDay());

/** Looks at the clock: a timer set for midnight would be late by as long as the machine slept. */
export function followClock(): () => void {
  const timer = setInterval(() => {
    minute.value = thisMinute();
    today.value = thisDay();
  }, EVERY_MS);
  return () => clearInterval(timer);
}
