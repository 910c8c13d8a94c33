import { expect, test } from "vitest";
import { type Direction, moved } from "../../../../static/src/elements/emoji/moving";

// 0 1 2 3
// 4 5
// -------
// 6 7 8 9
// 10
const SIZES = [6, 5];

test.each<[Direction, number, number]>([
  ["ArrowRight", 0, 1],
  ["ArrowRight", 5, 6],
  ["ArrowRight", 10, 10],
  ["ArrowLeft", 6, 5],
  ["ArrowLeft", 0, 0],
  ["ArrowDown", 0, 4],
  ["ArrowDown", 3, 5],
  ["ArrowDown", 5, 7],
  ["ArrowDown", 9, 10],
  ["ArrowDown", 10, 10],
  ["ArrowUp", 7, 5],
  ["ArrowUp", 9, 5],
  ["ArrowUp", 5, 1],
  ["ArrowUp", 3, -1],
])("%s leads from %i to %i", (direction, from, to) => {
  expect(moved(SIZES, 4, from, direction)).toBe(to);
});
