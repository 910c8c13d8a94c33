import { describe, expect, test } from "vitest";
import {
  allEmoji,
  emojiGroups,
  inTone,
  named,
  variants,
} from "../../../../static/src/elements/emoji/catalogue";
import { isEmojiOnly } from "../../../../static/src/render/plain";

const chars = (char: string) => variants(named(char)!.emoji).map((variant) => variant.char);

describe("the catalogue", () => {
  test("has every emoji once, in nine groups", () => {
    expect(emojiGroups.map(({ name }) => name)).toEqual([
      "smileys & emotion",
      "people & body",
      "animals & nature",
      "food & drink",
      "travel & places",
      "activities",
      "objects",
      "symbols",
      "flags",
    ]);
    expect(allEmoji.length).toBeGreaterThan(1_900);
    const all = allEmoji.flatMap(variants).map(({ char }) => char);
    expect(all.length).toBeGreaterThan(3_900);
    expect(new Set(all).size).toBe(all.length);
  });

  test("has a name and a shortcode for each emoji", () => {
    expect(allEmoji.filter(({ name, codes }) => !name || !codes[0])).toEqual([]);
  });

  test("has only emoji that are drawn large in a message", () => {
    const all = allEmoji.flatMap(variants).map(({ char }) => char);
    expect(all.filter((char) => !isEmojiOnly(char))).toEqual([]);
  });
});

describe("skin tones", () => {
  test("are six ways to show one person", () => {
    expect(chars("👋")).toEqual(["👋", "👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"]);
    expect(chars("🧑‍💻")).toContain("🧑🏽‍💻");
  });

  test("are 26 ways to show two people", () => {
    expect(chars("🤝")).toHaveLength(26);
    expect(chars("🤝")).toEqual(expect.arrayContaining(["🤝", "🤝🏽", "🫱🏻‍🫲🏿", "🫱🏿‍🫲🏻"]));
    expect(chars("👩‍❤️‍💋‍👨")).toEqual(expect.arrayContaining(["👩🏽‍❤️‍💋‍👨🏽", "👩🏻‍❤️‍💋‍👨🏿"]));
  });

  test("take the place of the selector of an emoji that may be text", () => {
    expect(inTone(named("✌️")!.emoji, 3)).toBe("✌🏽");
    expect(inTone(named("✌️")!.emoji, 0)).toBe("✌️");
  });

  test("leave an emoji that has none as it is", () => {
    expect(chars("🎉")).toEqual(["🎉"]);
    expect(inTone(named("🎉")!.emoji, 3)).toBe("🎉");
  });

  test("are part of the name", () => {
    expect(named("👋🏽")?.name).toBe("waving hand, medium skin tone");
    expect(named("🫱🏻‍🫲🏿")?.name).toBe("handshake, light and dark skin tone");
    expect(named("x")).toBeUndefined();
  });
});
