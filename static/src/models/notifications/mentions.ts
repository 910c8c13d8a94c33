import { prose } from "../../render/prose";

// The server does the same (messaging/mentioning/names.py, notifications/deciding/keywords.py); docs/protocol.md defines
// the rules, and tests/rules tests both.

/** Thai, Lao, Burmese, Khmer, Chinese and Japanese put no space between words; Korean puts none before its particles. */
const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3000-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uffdf" +
  "\\u{20000}-\\u{3ffff}";
const LETTER = `(?![${UNSPACED}])[\\p{L}\\p{N}]`;
const MENTION = new RegExp(
  `(?<!${LETTER})(?<!${LETTER}[.=+-])(?<![@＠/\\\\])[@＠]` +
    `([a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,30}[a-zA-Z0-9])?)(?![._-]*${LETTER})(?![@＠]${LETTER})`,
  "gu",
);
const OF_WORD = `(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}_]`;
/** A word boundary. */
const BORDER = `(?:(?<!${OF_WORD})|(?!${OF_WORD}))`;
const OUTER_UNDERSCORES = /(?<![\p{L}\p{N}_])_+|(?<!_)_+(?![\p{L}\p{N}_])/gu;

/** Whether the text contains one of these words or phrases, in any case, but not within a longer word. */
export function hasKeyword(text: string, keywords: readonly string[]): boolean {
  const patterns = keywords.map(folded).filter(Boolean).map(whole);
  return matches(text, (plain) => {
    const words = folded(plain);
    return patterns.some((pattern) => pattern.test(words));
  });
}

/** Parses the Markdown only if the raw text may contain a match. */
function matches(text: string, holds: (text: string) => boolean): boolean {
  return holds(text) && holds(prose(text));
}

/** The positions of names with an @ in a text without Markdown; the @ included. */
export function mentionsIn(text: string): { index: number; length: number }[] {
  return Array.from(text.matchAll(MENTION), ({ 0: { length }, index }) => ({ index, length }));
}

/** Normalizes text for comparison: case, width, apostrophes, spaces and the underscores of emphasis. */
function folded(text: string): string {
  const upper = text.normalize("NFKC").toUpperCase().replaceAll("’", "'");
  return upper.replace(OUTER_UNDERSCORES, " ").replace(/\s+/g, " ").trim();
}

function whole(keyword: string): RegExp {
  return new RegExp(BORDER + keyword.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&") + BORDER, "u");
}
