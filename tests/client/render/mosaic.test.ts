import { describe, expect, it } from "vitest";
import {
  GRID,
  MOST_SHOWN,
  mosaic,
  ratioOf,
  type Sides,
  TALLEST,
  WIDEST,
  widthAlone,
} from "../../../static/src/render/mosaic";

const lying = { width: 1600, height: 900 };
const standing = { width: 900, height: 1600 };

describe("a single picture", () => {
  it("is limited in height and width", () => {
    for (const sides of [lying, standing, { width: 10_000, height: 20 }, { width: 20, height: 10_000 }]) {
      const width = widthAlone(sides);
      expect(width).toBeLessThanOrEqual(WIDEST);
      expect(width / ratioOf(sides)).toBeLessThanOrEqual(TALLEST + 1);
    }
  });

  it("is not enlarged, but large enough to press", () => {
    expect(widthAlone({ width: 300, height: 200 })).toBe(300);
    expect(widthAlone({ width: 8, height: 8 })).toBe(120);
  });

  it("has a box when its dimensions are unknown", () => {
    expect(widthAlone({})).toBe(280);
    expect(ratioOf({ width: null, height: 3 })).toBe(1);
  });
});

/** Every cell of the grid, by how many pictures cover it. */
function covered(pictures: readonly Sides[]): number[] {
  const { rows, places } = mosaic(pictures);
  const cells = Array.from({ length: rows * 12 }, () => 0);
  for (const place of places)
    for (let row = place.row; row < place.row + place.rows; row++)
      for (let column = place.column; column < place.column + place.columns; column++)
        cells[(row - 1) * 12 + column - 1]! += 1;
  return cells;
}

describe("pictures together", () => {
  it.each(Array.from({ length: 19 }, (_, n) => n + 2))("%i fill their box without gaps or overlaps", (n) => {
    for (const sides of [lying, standing]) {
      const pictures = Array.from({ length: n }, () => sides);
      expect(covered(pictures).every((times) => times === 1)).toBe(true);
      expect(mosaic(pictures).places).toHaveLength(Math.min(n, MOST_SHOWN));
    }
  });

  it("are square in rows", () => {
    const { ratio, rows, places } = mosaic(Array.from({ length: 5 }, () => lying));
    const height = GRID / ratio;
    for (const place of places) expect((GRID * place.columns) / 12).toBeCloseTo((height * place.rows) / rows);
  });
});
