// Estimates the cost of rendering a text, so that no message can block the page.

const MARKUP = /[\n*_~`[\]<>@\\!|]|:(?=\/\/)|\/\/|www\.|(?:[-+]|\d[.)])[ \t]/g;
const BLANKS = /[^\S\n]{3,}/g;
const FENCED = /^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm;
const MARKS = /(\p{M}{8})\p{M}+/gu;

/** Everything except Latin letters and punctuation: the browser shapes, orders and wraps it character by character. */
const COSTLY = /[^\n\r -\u024f\u2010-\u2026]/g;

/** The limit for marks that may become elements and spaces that may become nesting. */
export const MOST_MARKUP = 500;
/** At most this many characters are laid out at once: one paragraph costs more than the same text in several. */
export const SLICE = 2_000;

/** Limits combining marks. No script has more than a few per letter, and thousands take seconds to lay out. */
export function withFewerMarks(text: string): string {
  return text.replace(MARKS, "$1");
}

/** Whether a text would take too long to render as Markdown, and is shown as typed. */
export function isHeavy(text: string): boolean {
  if (text.length <= MOST_MARKUP) return false;
  if (text.split("\n\n").some((paragraph) => costly(paragraph) > SLICE)) return true;
  const rest = text.replace(FENCED, "``");
  let weight = rest.match(MARKUP)?.length ?? 0;
  for (const [blanks] of rest.matchAll(BLANKS)) weight += blanks.length / 8;
  return weight > MOST_MARKUP;
}

export function costly(text: string): number {
  return text.match(COSTLY)?.length ?? 0;
}

/** The slices of a text, cut after a line, or else after a word, if possible. */
export function slices(text: string): string[] {
  const most = `[\\s\\S]{1,${SLICE}}`;
  const before = `[\\s\\S]{0,${SLICE - 1}}`;
  return text.match(new RegExp(`${most}$|${before}\\n|${before}\\s|${most}`, "gu")) ?? [];
}
