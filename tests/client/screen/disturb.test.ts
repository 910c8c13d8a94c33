import { expect, test } from "vitest";
import { pauses } from "../../../static/src/screen/disturb";
import { badged } from "../../../static/src/screen/favicon";

const until = (now: Date): string[] =>
  pauses(now).map(({ until: at }) => `${at.getDate()} ${at.getHours()}:${at.getMinutes()}`);

test("the choices are some hours, until tomorrow and until Monday", () => {
  expect(until(new Date(2026, 10, 25, 14, 30))).toEqual(["25 15:30", "25 18:30", "26 8:0", "30 8:0"]);
});

test("the choices on a Sunday have Monday only once", () => {
  expect(until(new Date(2026, 10, 29, 23, 0))).toEqual(["30 0:0", "30 3:0", "30 8:0"]);
});

test("the choices on a Monday have the next Monday", () => {
  expect(until(new Date(2026, 10, 30, 9, 0)).at(-1)).toBe("7 8:0");
});

test("the icon has a legible number, or a dot", () => {
  expect(badged(7)).toContain(">7</text>");
  expect(badged(10)).toContain("></text>");
});
