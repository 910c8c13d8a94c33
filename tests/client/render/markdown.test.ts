// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../../static/src/render/markdown";

function shown(text: string): HTMLElement {
  const box = document.createElement("div");
  box.append(renderMarkdown(text));
  return box;
}

const html = (text: string): string => shown(text).innerHTML.trim();
const ALLOWED = new Set([
  "P",
  "BR",
  "STRONG",
  "EM",
  "DEL",
  "CODE",
  "PRE",
  "BLOCKQUOTE",
  "UL",
  "OL",
  "LI",
  "A",
]);

describe("light Markdown", () => {
  it.each([
    ["**bold**", '<p dir="auto"><strong>bold</strong></p>'],
    ["*italic* and _italic_", '<p dir="auto"><em>italic</em> and <em>italic</em></p>'],
    ["~~gone~~", '<p dir="auto"><del>gone</del></p>'],
    ["`a < b`", '<p dir="auto"><code>a &lt; b</code></p>'],
    ["one\ntwo", '<p dir="auto">one<br>two</p>'],
  ])("draws %s", (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  it("renders a quote, lists and a block of code", () => {
    const box = shown("> said\n\n- a\n- b\n\n3. c\n\n```py\n<b>x</b>\n```");
    expect(box.querySelector("blockquote")?.textContent?.trim()).toBe("said");
    expect(box.querySelectorAll("ul > li")).toHaveLength(2);
    expect(box.querySelector("ol")?.getAttribute("start")).toBe("3");
    expect(box.querySelector("pre > code")?.textContent).toBe("<b>x</b>\n");
  });

  it("keeps unsupported syntax as text", () => {
    for (const text of [
      "# Heading",
      "---",
      "| a | b |\n|---|---|\n| 1 | 2 |",
      "![a](https://x.test/a.png)",
      "    indented",
    ]) {
      const box = shown(text);
      expect(box.querySelector("h1, hr, table, img, pre")).toBeNull();
      expect(box.textContent?.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }
  });

  it("gives each block its own direction, and code always left to right", () => {
    const box = shown("مرحبا\n\n```\ncode\n```");
    expect(box.querySelector("p")?.dir).toBe("auto");
    expect(box.querySelector("pre")?.dir).toBe("ltr");
  });
});

describe("links", () => {
  it("open in a new tab without a referrer", () => {
    const link = shown("see https://example.org/a?b=1").querySelector("a")!;
    expect(link.getAttribute("href")).toBe("https://example.org/a?b=1");
    expect(link.target).toBe("_blank");
    expect(link.rel.split(" ")).toEqual(expect.arrayContaining(["noopener", "noreferrer", "nofollow"]));
  });

  it("show their address when their text is different", () => {
    expect(shown("[bank](https://evil.test/)").querySelector("a")?.title).toBe("https://evil.test/");
  });

  it.each(["https://a.test", "http://a.test", "mailto:a@b.test", "tel:+3212"])("permit %s", (href) => {
    expect(shown(`[x](${href})`).querySelector("a")?.getAttribute("href")).toBe(href);
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "blob:https://a.test/1",
    "//evil.test/path",
    "/accounts/logout/",
    "\u0001javascript:alert(1)",
  ])("keep only the text of %s", (href) => {
    expect(shown(`[text](<${href}>)`).querySelector("a")).toBeNull();
    expect(shown(`[text](${href})`).querySelector("a")).toBeNull();
  });
});

describe("typed text", () => {
  it.each(JSON.parse(readFileSync("tests/rules/addresses.json", "utf8")) as [string, string][])(
    "%s links to %s",
    (text, address) => {
      const links = [...shown(text).querySelectorAll("a")];
      expect(links.map((link) => decodeURI(link.getAttribute("href")!))).toEqual([address]);
      expect(links[0]?.textContent).toBe(address);
    },
  );

  it.each([
    "\\\\server\\share",
    "C:\\Users\\_bob",
    "C:\\temp\\*.txt and D:\\*.*",
    "¯\\_(ツ)_/¯",
    "\\*not italic\\*",
    "[](x)",
    "[ ](https://a.test)",
    "[]()",
    "```\n```",
    ">",
    "-",
  ])("stays as it is: %s", (text) => {
    expect(shown(text).textContent?.trim()).toBe(text);
  });
});

describe("hostile text", () => {
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><button formaction=javascript:alert(1)>x",
    "<style>body{display:none}</style>",
    "<p style='position:fixed' onclick=alert(1) id=first-state class=aside data-stop>x</p>",
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><img src=x onerror=alert(1)>\n```",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    '[a](https://x.test/"onmouseover=alert(1)//)',
    '[a](https://x.test "t\\" onmouseover=alert(1) x=\\"")',
    '![x](x"onerror=alert(1)//)',
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "- [ ] <img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "**<b onmouseover=alert(1)>**",
    "&lt;img src=x onerror=alert(1)&gt;",
    "<!--><img src=x onerror=alert(1)>-->",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
  ])("stays text: %s", (text) => {
    for (const element of shown(text).querySelectorAll("*")) {
      expect(ALLOWED).toContain(element.tagName);
      for (const { name } of element.attributes)
        expect(["dir", "href", "start", "target", "rel", "title", "tabindex"]).toContain(name);
      expect(element.getAttribute("href") ?? "https://").toMatch(/^(?:https?:|mailto:|tel:)/);
    }
  });

  it.each([
    ["stars", "*".repeat(20_000)],
    ["brackets", "[".repeat(20_000)],
    ["quotes in quotes", ">".repeat(20_000)],
    ["lists in lists", "- ".repeat(10_000)],
    ["ticks", "`".repeat(20_000)],
    ["emphasis in emphasis", "*a **b ".repeat(2_800)],
    ["links in links", "[a](".repeat(5_000)],
  ])("is drawn whole and in fair time: %s", (_, text) => {
    const began = performance.now();
    expect(shown(text).textContent!.length).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});
