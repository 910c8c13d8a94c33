import { describe, expect, test } from "vitest";
import { Ranges } from "../../../static/src/helpers/ranges";

function rangesOf(...pairs: [number, number][]): Ranges {
  const ranges = new Ranges();
  for (const [from, to] of pairs) ranges.add(from, to);
  return ranges;
}

describe("ranges", () => {
  test("merge when they touch or overlap", () => {
    expect(rangesOf([1, 3], [7, 9], [4, 4], [8, 12]).all).toEqual([
      { from: 1, to: 4 },
      { from: 7, to: 12 },
    ]);
  });

  test("merge when a range fills the gap between them", () => {
    expect(rangesOf([1, 3], [7, 9], [2, 8]).all).toEqual([{ from: 1, to: 9 }]);
  });

  test("do not change when an empty range is added", () => {
    expect(rangesOf([5, 4]).all).toEqual([]);
  });

  test("do not cover a gap", () => {
    const ranges = rangesOf([1, 3], [5, 9]);
    expect(ranges.covers(1, 3)).toBe(true);
    expect(ranges.covers(1, 5)).toBe(false);
    expect(ranges.around(4)).toBeNull();
  });

  test("drop everything outside when clipped", () => {
    const ranges = rangesOf([1, 10], [20, 30]);
    ranges.clip(5, 22);
    expect(ranges.all).toEqual([
      { from: 5, to: 10 },
      { from: 20, to: 22 },
    ]);
  });

  test("agree with a plain set in any order", () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 50; round++) {
      const ranges = new Ranges();
      const plain = new Set<number>();
      for (let step = 0; step < 12; step++) {
        const from = random(60);
        const to = from + random(8);
        ranges.add(from, to);
        for (let n = from; n <= to; n++) plain.add(n);
      }
      const held = ranges.all.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, at) => from + at),
      );
      expect(held).toEqual([...plain].sort((a, b) => a - b));
    }
  });
});
