import { describe, expect, it } from "vitest";
import { dayName, lastSeen, listTime, timeThere } from "../../../static/src/render/times";

const now = new Date(2026, 10, 24, 15, 30);
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString();

describe("a time in the list", () => {
  it("is the time today, the weekday this week, and the date before", () => {
    expect(listTime(at(2026, 10, 24, 9, 5), now)).toMatch(/0?9:05/);
    expect(listTime(at(2026, 10, 23, 23, 59), now)).toMatch(/^[A-Z][a-z]{2}$/);
    expect(listTime(at(2026, 10, 3), now)).toMatch(/3/);
    expect(listTime(at(2025, 10, 3), now)).toMatch(/25/);
  });
});

describe("a day", () => {
  it.each([
    ["2026-11-24", "Today"],
    ["2026-11-23", "Yesterday"],
  ])("%s is %s", (day, name) => {
    expect(dayName(day, now)).toBe(name);
  });

  it("includes the year when it is another one", () => {
    expect(dayName("2025-11-24", now)).toContain("2025");
    expect(dayName("2026-11-03", now)).not.toContain("2026");
  });
});

describe("when a user was last seen", () => {
  it.each([
    [at(2026, 10, 24, 15, 29), "just now"],
    [at(2026, 10, 24, 15, 10), "20 minutes ago"],
    [at(2026, 10, 24, 9, 5), "today at"],
    [at(2026, 10, 23, 9, 5), "yesterday at"],
  ])("%s", (time, words) => {
    expect(lastSeen(time, now)).toContain(words);
  });
});

describe("a user's local time", () => {
  const now = new Date("2026-11-24T12:00:00Z");

  it.each([
    ["Asia/Kolkata", "Europe/Berlin", "5:30 PM there, 4.5 hours ahead of you"],
    ["Europe/London", "Europe/Berlin", "12:00 PM there, 1 hour behind you"],
    ["Europe/Paris", "Europe/Berlin", null],
    ["Mars/Olympus", "Europe/Berlin", null],
  ])("%s seen from %s", (zone, mine, expected) => {
    expect(timeThere(zone, mine, now)?.replace(/\u202f/g, " ") ?? null).toBe(expected);
  });
});
