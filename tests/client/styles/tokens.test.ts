import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const CSS = readFileSync("static/styles/tokens.css", "utf8");
const TEXTS = ["text", "text-soft", "text-faint"];

type Color = readonly [lightness: number, chroma: number, hue: number];

/** The first value of each color, in the given scheme. */
function colors(scheme: "light" | "dark"): Map<string, Color> {
  const found = new Map<string, Color>();
  for (const [, name, light, dark] of CSS.matchAll(
    /--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g,
  )) {
    const value = (scheme === "light" ? light! : dark!).split(" ").map(Number);
    if (!found.has(name!)) found.set(name!, value as unknown as Color);
  }
  return found;
}

/** The relative luminance of WCAG 2. */
function luminance([lightness, chroma, hue]: Color): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  const red = within(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = within(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = within(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Color, other: Color): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

test("contrast is that of WCAG between black and white", () => {
  expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
});

test.each(["light", "dark"] as const)("text is readable on every surface, in %s", (scheme) => {
  const found = colors(scheme);
  const surfaces = [...found.keys()].filter(
    (name) => /^surface|^raised|-soft$/.test(name) && !TEXTS.includes(name),
  );
  expect(surfaces).toContain("surface-flash");
  const low = surfaces.flatMap((surface) =>
    TEXTS.map((text) => [text, surface, contrast(found.get(text)!, found.get(surface)!)] as const).filter(
      ([, , ratio]) => ratio < 4.5,
    ),
  );
  expect(low).toEqual([]);
});
