// @vitest-environment jsdom
import { effect } from "@preact/signals-core";
import { afterEach, expect, it, vi } from "vitest";
import { followClock, today } from "../../../static/src/helpers/today";
import { dayName } from "../../../static/src/render/times";

afterEach(() => vi.useRealTimers());

it("today changes at midnight", () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 24, 23, 59, 50) });
  const stop = followClock();
  vi.advanceTimersByTime(0);
  const names: string[] = [];
  const end = effect(() => {
    void today.value;
    names.push(dayName("2026-11-24"));
  });
  vi.advanceTimersByTime(60_000);
  expect(names.at(0)).toBe("Today");
  expect(names.at(-1)).toBe("Yesterday");
  end();
  stop();
  expect(vi.getTimerCount()).toBe(0);
});
