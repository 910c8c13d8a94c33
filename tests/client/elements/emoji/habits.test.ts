// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { habitsOf, keepPicked, keepTone } from "../../../../static/src/elements/emoji/habits";

beforeEach(() => localStorage.clear());

test("picked emoji are kept once, the last one first", () => {
  for (const char of ["🎉", "👍🏽", "🎉"]) keepPicked("alice", char);
  expect(habitsOf("alice").recent).toEqual(["🎉", "👍🏽"]);
});

test("at most 27 picked emoji are kept", () => {
  for (let each = 0; each < 40; each++) keepPicked("alice", String(each));
  expect(habitsOf("alice").recent).toHaveLength(27);
  expect(habitsOf("alice").recent[0]).toBe("39");
});

test("the tone is kept with the picked emoji", () => {
  keepPicked("alice", "🎉");
  keepTone("alice", 3);
  expect(habitsOf("alice")).toEqual({ tone: 3, recent: ["🎉"] });
});

test("habits are those of one person", () => {
  keepTone("alice", 3);
  expect(habitsOf("bob")).toEqual({ tone: 0, recent: [] });
});

test("habits that cannot be read are none", () => {
  localStorage.setItem("parlance.emoji.alice", "{");
  expect(habitsOf("alice")).toEqual({ tone: 0, recent: [] });
});
