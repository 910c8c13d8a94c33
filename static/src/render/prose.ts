import type { Tokens } from "marked";
import { tokensOf } from "./markdown";

/** Replaces removed text. It is neither a letter nor a space, so that no phrase matches across it. */
const GONE = "\ufffc";
const BLOCKS = new Set(["blockquote", "list", "list_item", "paragraph"]);

/** The text of a message without code and addresses. The server does the same (messaging/mentioning/prose.py);
 * tests/rules tests both. */
export function prose(markdown: string): string {
  return join(tokensOf(markdown));
}

function join(tokens: Tokens.Generic[]): string {
  return tokens.map(textOf).join("");
}

function textOf(token: Tokens.Generic): string {
  const { type, raw } = token;
  if (type === "code" || type === "codespan") return GONE;
  if (type === "image") return `[${token.text}]${GONE}`;
  const children: Tokens.Generic[] | undefined = token.tokens ?? token.items;
  if (!children) return raw;
  if (type === "link") return raw.startsWith("[") ? `[${join(children)}]${GONE}` : GONE;
  // Emphasis marks separate words, except underscores.
  const mark = type === "em" || type === "strong" || type === "del" ? raw[0] : BLOCKS.has(type) ? "\n" : "";
  return mark + join(children) + mark;
}
