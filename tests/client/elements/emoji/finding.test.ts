import { expect, test } from "vitest";
import { findEmoji } from "../../../../static/src/elements/emoji/finding";

const found = (search: string) => findEmoji(search).map(({ char }) => char);

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
  expect(found(search)[0]).toBe(char);
});

test.each([
  ["flag", "🇳🇿"],
  ["thanks", "🙏"],
  ["dunno", "🤷"],
  ["rofl", "😂"],
  ["flag_belgium", "🇧🇪"],
  ["face cat joy", "😹"],
])("%s finds %s", (search, char) => {
  expect(found(search)).toContain(char);
});

test("a search compares beginnings of words", () => {
  expect(found("art")).toContain("🎨");
  expect(found("art")).not.toContain("❤️");
});

test("a name goes before other words", () => {
  const all = found("rocket");
  expect(all[0]).toBe("🚀");
  expect(found("fire").indexOf("🔥")).toBeLessThan(found("fire").indexOf("🧯"));
});

test.each(["xyzzy", "::", "thumbs xyzzy"])("%s finds nothing", (search) => {
  expect(found(search)).toEqual([]);
});
