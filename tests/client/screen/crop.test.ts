import { expect, it } from "vitest";
import { CLOSEST, Crop } from "../../../static/src/screen/crop";

it("the crop starts with the largest square at the center", () => {
  expect(new Crop(900, 500).square).toEqual({ left: 200, top: 0, side: 500 });
});

it("the crop never leaves the picture", () => {
  const crop = new Crop(900, 500);
  for (const [zoom, right, down] of [
    [1, 9, 9],
    [3, -9, 9],
    [2, 9, -9],
    [0.1, 1, 1],
    [99, -9, -9],
  ] as const) {
    crop.closer(zoom);
    crop.move(right, down);
    const { left, top, side } = crop.square;
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(-1e-9);
    expect(left + side).toBeLessThanOrEqual(900 + 1e-9);
    expect(top + side).toBeLessThanOrEqual(500 + 1e-9);
    expect(crop.zoom).toBeGreaterThanOrEqual(1);
    expect(crop.zoom).toBeLessThanOrEqual(CLOSEST);
  }
});

it("the crop moves the picture with the pointer", () => {
  const crop = new Crop(1000, 1000);
  crop.closer(2);
  crop.move(0.5, 0);
  expect(crop.square).toEqual({ left: 0, top: 250, side: 500 });
});
