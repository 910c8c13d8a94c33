import { expect, test } from "vitest";
import { findEmoji } from "../../../../static/src/elements/emoji/finding";

const matches = (search: string) => findEmoji(search).map(({ char }) => char);

test.each([
  ["tada", "🎉"],
  [":thumbsup:", "👍"],
  ["+1", "👍"],
  ["-1", "👎"],
  ["Belgium", "🇧🇪"],
  ["cote d'ivoire", "🇨🇮"],
  ["t-shirt", "👕"],
  ["🎉", "🎉"],
])("%s finds %s first", (search, char) => {
  expect(matches(search)[0]).toBe(char);
});

test.each([
  ["flag", "🇳🇿"],
  ["thanks", "🙏"],
  ["dunno", "🤷"],
  ["rofl", "😂"],
  ["flag_belgium", "🇧🇪"],
  ["face cat joy", "😹"],
])("%s finds %s", (search, char) => {
  expect(matches(search)).toContain(char);
});

test("a search compares beginnings of words", () => {
  expect(matches("art")).toContain("🎨");
  expect(matches("art")).not.toContain("❤️");
});

test("a name goes before other words", () => {
  const all = matches("rocket");
  expect(all[0]).toBe("🚀");
  expect(matches("fire").indexOf("🔥")).toBeLessThan(matches("fire").indexOf("🧯"));
});

test.each(["xyzzy", "::", "thumbs xyzzy"])("%s finds nothing", (search) => {
  expect(matches(search)).toEqual([]);
});
