// What drawing a text costs, told before it is drawn: no body may hold the reader up.

const MARKUP = /[\n*_~`[\]<>@\\!|]|:(?=\/\/)|\/\/|www\.|(?:[-+]|\d[.)])[ \t]/g;
const BLANKS = /[^\S\n]{3,}/g;
const FENCED = /^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm;
const MARKS = /(\p{M}{8})\p{M}+/gu;

/** Marks that may become elements, and blanks that may become levels. */
export const MOST_MARKUP = 500;
/** So many characters are laid out at once. */
export const SLICE = 4_000;

/** No script puts more than a few marks on one letter; thousands take seconds to lay out. */
export function withFewerMarks(text: string): string {
  return text.replace(MARKS, "$1");
}

/** Whether a text would take too long as Markdown: it is shown as it was typed. */
export function isHeavy(text: string): boolean {
  if (text.length <= MOST_MARKUP) return false;
  const rest = text.replace(FENCED, "``");
  let weight = rest.match(MARKUP)?.length ?? 0;
  for (const [blanks] of rest.matchAll(BLANKS)) weight += blanks.length / 8;
  return weight > MOST_MARKUP;
}

/** The slices of a text, each ending between words where there are any. */
export function slices(text: string): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${SLICE}}(?=\\s|$)|[\\s\\S]{1,${SLICE}}`, "gu")) ?? [];
}
