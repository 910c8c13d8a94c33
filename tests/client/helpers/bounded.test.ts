import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bounded } from "../../../static/src/helpers/bounded";

function problemOf(value: string, most: number): string {
  let problem = "unset";
  const field = { value, setCustomValidity: (words: string) => (problem = words) };
  bounded(most)({ target: field } as unknown as Event);
  return problem;
}

test("an emoji counts as one character, as on the server", () => {
  expect(problemOf("\u{1F98A}".repeat(200), 200)).toBe("");
  expect(problemOf("\u{1F98A}".repeat(203), 200)).toBe("Use at most 200 characters: remove 3.");
});

test("no element uses maxlength", () => {
  const elements = new URL("../../../static/src/elements/", import.meta.url);
  const sources = readdirSync(elements, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  expect(sources).toContain("composer/message-composer.ts");
  expect(sources.filter((name) => /maxlength/i.test(readFileSync(new URL(name, elements), "utf8")))).toEqual(
    [],
  );
});
