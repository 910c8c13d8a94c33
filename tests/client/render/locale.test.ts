import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ["de-DE", "Tuesday 24 November", "20,000 messages"],
  ["en-US", "Tuesday, November 24", "20,000 messages"],
])("dates and numbers are English in a browser that speaks %s", async (language, day, messages) => {
  vi.stubGlobal("navigator", { language });
  vi.resetModules();
  const { dayName } = await import("../../../static/src/render/times");
  const { count } = await import("../../../static/src/render/words");
  expect(dayName("2026-11-24", new Date(2026, 5, 1))).toBe(day);
  expect(count(20_000, "message")).toBe(messages);
});
