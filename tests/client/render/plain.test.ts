import { describe, expect, it } from "vitest";
import { hueOf, initialsOf } from "../../../static/src/render/initials";
import { isEmojiOnly, plainText } from "../../../static/src/render/plain";
import { badge, people, typingLine } from "../../../static/src/render/words";

describe("a preview", () => {
  it.each([
    ["**Good** _morning_ ~~all~~", "Good morning all"],
    ["see [here](https://a.test)", "see here"],
    ["```js\nlet a = 1\n```", "let a = 1"],
    ["> quoted\n\nanswer", "quoted answer"],
    ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
    ["line\n\n  line", "line line"],
  ])("of %j is %j", (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });
});

describe("one to three emoji", () => {
  it.each(["🎉", "👍🏽", "❤️ 🎉", "👩‍👩‍👧‍👦", "🇧🇪🇳🇱"])("%s are drawn large", (text) => {
    expect(isEmojiOnly(text)).toBe(true);
  });
  it.each(["", "1", "123", "ok 👍", "👍👍👍👍", "*"])("%j is not", (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  });
});

describe("an avatar", () => {
  it.each([
    ["Ana Lima", "AL"],
    ["bob", "B"],
    ["Eleni Papadopoulou-Konstantinidou", "EK"],
    ["גיל אברהמי", "גא"],
    ["田中", "田"],
    ["***", ""],
  ])("of %s says %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
  it("has the same hue everywhere, one of twelve", () => {
    expect(hueOf("Ana Lima")).toBe(hueOf("Ana Lima"));
    expect(new Set(Array.from({ length: 400 }, (_, n) => hueOf(`person ${n}`)))).toEqual(
      new Set(Array(12).keys()),
    );
  });
});

describe("texts", () => {
  it("name a few people and count the rest", () => {
    expect(people(["Ana"])).toBe("Ana");
    expect(typingLine(["Ana"])).toBe("Ana is typing…");
    expect(typingLine(["Ana", "Ben"])).toBe("Ana and Ben are typing…");
    expect(people(["Ana", "Ben", "Cem", "Dov"])).toBe("Ana, Ben, and 2 others");
  });
  it("keep a badge small", () => {
    expect(badge(1000)).toBe("999+");
  });
});
