import type { Tokens } from "marked";
import { mentionsIn } from "../models/notifications/mentions";
import { tokensOf } from "./markdown";

const GONE = "\ufffc";

/** The names after an @ in a message's text, and where they are, in UTF-16 code units. As on the server; tests/rules
 * tests both. */
export function placesIn(text: string): { name: string; offset: number; length: number }[] {
  const blank = blanked(text);
  const { composed, places } = compose(blank);
  return mentionsIn(composed).map(({ index, length }) => ({
    name: composed.slice(index + 1, index + length).toLowerCase(),
    offset: places.get(index) ?? index,
    length,
  }));
}

/** The text with code and addresses blank. What remains stays where it was. */
function blanked(text: string): string {
  let rest = 0;
  let blank = text;
  // Line by line: the lines of a quotation begin with what the token does not have.
  const hide = (raw: string): void => {
    for (const line of raw.split("\n")) {
      const at = line.trim() ? text.indexOf(line, rest) : -1;
      if (at < 0) continue;
      blank = blank.slice(0, at) + GONE.repeat(line.length) + blank.slice(at + line.length);
      rest = at + line.length;
    }
  };
  const visit = ({ type, raw, tokens, items }: Tokens.Generic): void => {
    const isCode = type === "code" || type === "codespan";
    const isLink = type === "link" || type === "image";
    const isNamed = /^!?\[/.test(raw);
    if (isCode || (isLink && !isNamed)) hide(raw);
    else for (const child of tokens ?? items ?? []) visit(child);
    if (isLink && isNamed) hide(raw.slice(raw.lastIndexOf("](") + 1));
  };
  for (const token of tokensOf(text)) visit(token);
  return blank;
}

// None of these composes with a character before it.
const PIECE = /[\p{ASCII}＠][^\p{ASCII}＠]*|[^\p{ASCII}＠]+/gu;

/** The text in NFC, and where its ASCII characters were before. */
function compose(text: string): { composed: string; places: Map<number, number> } {
  const places = new Map<number, number>();
  let composed = "";
  if (text === text.normalize("NFC")) return { composed: text, places };
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    places.set(composed.length, index);
    composed += piece.normalize("NFC");
  }
  return { composed, places };
}
