// @vitest-environment jsdom
import { render } from "lit";
import { describe, expect, it } from "vitest";
import type { LongText } from "../../../static/src/elements/timeline/long-text";
import { messageText } from "../../../static/src/elements/timeline/message-text";
import { costly, MOST_MARKUP, SLICE } from "../../../static/src/render/weight";

const MOST = 20_000;
const filled = (part: string) => part.repeat(MOST / part.length + 1).slice(0, MOST);
const stairs = filled(Array.from({ length: 200 }, (_, level) => `${"  ".repeat(level)}- a\n`).join(""));

async function shown(text: string): Promise<HTMLElement> {
  const box = document.createElement("div");
  document.body.append(box);
  render(messageText(text), box);
  await box.querySelector<LongText>("long-text")?.updateComplete;
  return box;
}

describe("the cost of a message is bounded", () => {
  it.each([
    ["marks on a letter", `a${"\u0301".repeat(MOST - 1)}`],
    ["stairs of bullets", stairs],
    ["bullets on a line", filled("- ")],
    ["bullets", filled("- a\n")],
    ["numbers", filled("1. a\n")],
    ["quotes", filled("> a\n\n")],
    ["quotes in quotes", filled(">")],
    ["paragraphs", filled("a\n\n")],
    ["lines", filled("a\n")],
    ["emphasis", filled("**a *b")],
    ["strikes", filled("~~a")],
    ["code", filled("`a` ")],
    ["ticks", filled("`a``b```")],
    ["fences", filled("```\n```\n")],
    ["open fences", filled("~~~\n```\n")],
    ["brackets", filled("[a](")],
    ["addresses", filled("www.a.b ")],
    ["more addresses", filled("http://a.b ")],
    ["email addresses", filled("a@b.c ")],
    ["tags", filled("<a ")],
    ["letters of two directions", filled("aא")],
    ["turns", filled("a\u202eb\u202c")],
    ["isolates", filled("\u2067a\u2069")],
    ["tabs", filled("a\t")],
    ["Thai, which has no blanks", filled("ประเทศไทยสวยงามมาก")],
    ["Devanagari", filled("यह एक बहुत लंबा वाक्य है ")],
    ["Chinese", filled("日本語の長い文章です。")],
    ["families", filled("👨‍👩‍👧‍👦")],
    ["code in two directions", `\`\`\`\n${filled("aא").slice(20)}\n\`\`\``],
    ["blanks", `- a${" ".repeat(MOST - 4)}b`],
  ])("%s", async (_, text) => {
    const box = await shown(text);
    expect(box.querySelectorAll("*").length).toBeLessThanOrEqual(2 * MOST_MARKUP);
    expect([...box.textContent!].length).toBeLessThanOrEqual(
      box.querySelector("long-text") ? SLICE + 20 : MOST,
    );
    for (const block of box.querySelectorAll("p, pre, .as-typed > div"))
      expect(costly(block.textContent!)).toBeLessThanOrEqual(2 * SLICE);
    expect(box.textContent).not.toMatch(/\p{M}{9}/u);
    expect(box.textContent!.trim()).not.toBe("");
  });

  it("renders a long text and a long block of code as Markdown", async () => {
    expect(
      (await shown(filled(`Some *words* of ${"a long story about ".repeat(4)}a garden. `))).querySelector(
        "p em",
      ),
    ).not.toBeNull();
    const code = `\`\`\`\n${filled("  a[*b] = `c`;\n").slice(20)}\n\`\`\``;
    expect((await shown(code)).querySelectorAll("pre")).toHaveLength(1);
  });

  it("shows all of a cut text, slice by slice", async () => {
    const box = await shown(stairs);
    const part = box.querySelector<LongText>("long-text")!;
    const shownText = () => part.querySelector(".as-typed")!.textContent!;
    expect(shownText().length).toBeLessThanOrEqual(SLICE + 1);
    box.querySelector("button")!.click();
    while (shownText().length < MOST) {
      await new Promise(requestAnimationFrame);
      await part.updateComplete;
    }
    const sizes = [...part.querySelectorAll(".as-typed > div")].map((slice) => slice.textContent!.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(SLICE);
    expect(sizes.length).toBeLessThanOrEqual((2 * MOST) / SLICE);
    expect(shownText()).toBe(stairs);
    expect(part.querySelector("button")).toBeNull();
  });

  it("renders a long text of short paragraphs as Markdown in any script", async () => {
    const text = `**文章** ${"日本語の長い文章です。".repeat(80)}\n\n`.repeat(20);
    expect((await shown(text)).querySelectorAll("p strong")).toHaveLength(20);
  });

  it("keeps the marks of every script", async () => {
    for (const text of ["בְּרֵאשִׁ֖ית", "ก็ที่", "ཧྐྵྨླྺྼྻྂ", "e\u0301\u0323"])
      expect((await shown(text)).textContent!.trim()).toBe(text);
  });
});
