import { expect, test } from "vitest";
import { holdsWords } from "../../../static/src/helpers/fold";
import { toJson, wellFormed } from "../../../static/src/helpers/well-formed";

test.each([
  ["Café in München", "munchen CAFE", true],
  ["Cafe\u0301", "café", true],
  ["Ωmega 0", "ωmega 0", true],
  ["Ωmega 0", "omega", false],
  ["Garden", "", true],
])("%s holds the words of %s: %s", (text, search, holds) => {
  expect(holdsWords(text, search)).toBe(holds);
});

test("well-formed text has no half characters and keeps pairs", () => {
  expect(wellFormed("a\ud83d b\ude00 😀")).toBe("a\ufffd b\ufffd 😀");
  expect(toJson({ body: "\ud83d", deep: [{ name: "\udc00x" }], n: 1 })).toBe(
    '{"body":"\ufffd","deep":[{"name":"\ufffdx"}],"n":1}',
  );
});
