// Renders message text, from light Markdown to a fragment: marked parses it with HTML switched off, and
// DOMPurify (with its own Trusted Types policy) permits only the tags listed here.
import DOMPurify from "dompurify";
import { Marked, type Token, Tokenizer, type Tokens } from "marked";
import { beforeEnd } from "./addresses";
import { withFewerMarks } from "./weight";

const TAGS = ["p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"];
const SAFE_SCHEME = /^(?:https?:\/\/|mailto:|tel:)/i;
const BLOCKS = "p, li, blockquote, ul, ol";
const KEPT = 400;
const DEEPEST = 6;

const off = () => undefined;

/** The Markdown of a chat. Headings, tables, raw HTML, link definitions and indented code remain text. */
class LightTokenizer extends Tokenizer {
  private depth = 0;

  override html = off;
  override tag = off;
  override heading = off;
  override lheading = off;
  override hr = off;
  override table = off;
  override def = off;
  override reflink = off;
  override code = off;

  /** Keeps backslashes, as in \\server\share and C:\Users\_bob. An escaped character is still not markup. */
  override escape(src: string): Tokens.Escape | undefined {
    const raw = /^\\[\\*_~`[\]]/.exec(src)?.[0];
    return raw ? { type: "escape", raw, text: raw } : undefined;
  }

  override url(src: string): Tokens.Link | undefined {
    const link = super.url(src);
    const before = link && beforeEnd(link.raw);
    return before && before !== link.raw ? super.url(before) : link;
  }

  override blockquote(src: string) {
    return this.nested(() => super.blockquote(src));
  }

  override list(src: string) {
    return this.nested(() => super.list(src));
  }

  /** Limits nesting, because a hostile text would exhaust the stack. */
  private nested<Token>(read: () => Token | undefined): Token | undefined {
    if (this.depth >= DEEPEST) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }
}

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    image: ({ raw }: Tokens.Image) => escapeText(raw),
    /** A link without text would be invisible. */
    link({ raw, tokens }: Tokens.Link) {
      return tokens.every((token) => !token.raw.trim()) ? escapeText(raw) : false;
    },
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? "☑ " : "☐ "),
  },
});

/** The tokens of the text, without rendering it. */
export function tokensOf(text: string): Token[] {
  return marked.lexer(text, { ...marked.defaults, tokenizer: new LightTokenizer() });
}

const rendered = new Map<string, DocumentFragment>();

/** Renders the text of a message as nodes for the page. */
export function renderMarkdown(text: string): DocumentFragment {
  const known = rendered.get(text);
  const fragment = known ?? build(text);
  rendered.delete(text);
  rendered.set(text, fragment);
  if (rendered.size > KEPT) rendered.delete(rendered.keys().next().value as string);
  return document.importNode(fragment, true);
}

function build(text: string): DocumentFragment {
  const html = marked.parse(withFewerMarks(text), { async: false, tokenizer: new LightTokenizer() });
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "start"],
    ALLOWED_URI_REGEXP: SAFE_SCHEME,
    ADD_URI_SAFE_ATTR: ["start"],
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) guardLink(link);
  if (!fragment.textContent?.trim()) fragment.replaceChildren(asTyped(text));
  for (const block of fragment.querySelectorAll(BLOCKS)) block.setAttribute("dir", "auto");
  for (const code of fragment.querySelectorAll("pre")) code.setAttribute("dir", "ltr");
  return fragment;
}

/** Makes a link open in a new tab without a referrer, and shows its address if its text is different. */
function guardLink(link: HTMLAnchorElement): void {
  const href = link.getAttribute("href");
  if (!href || !SAFE_SCHEME.test(href)) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  if (link.textContent !== href) link.title = href;
}

/** Shows empty quotes, items and code blocks as typed, because they would be invisible. */
function asTyped(text: string): HTMLElement {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
