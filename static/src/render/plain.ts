/** Light Markdown as one line of plain text, for previews, quotes and labels. The server does the same
 * (notifications/delivery/plain.py); tests/rules tests both. */
export function plainText(markdown: string, limit = 240): string {
  return markdown
    .slice(0, limit * 4)
    .replace(/```[^\n]*\n?([\s\S]*?)(?:```|$)/g, "$1")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s{0,3}>\s?/gm, "")
    .replace(/(\*\*|__|~~)(?=\S)([\s\S]*?\S)\1/g, "$2")
    .replace(/(^|[^\w*])[*_](?=\S)([^*_\n]*\S)[*_](?![\w*])/g, "$1$2")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, limit);
}

const EMOJI_ONLY =
  /^(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\uFE0F\u20E3?)?[\u{E0020}-\u{E007F}]*(?:\u200D\p{Emoji}(?:\p{EMod}|\uFE0F)?)*|\s)+$/u;

/** Whether a text is one to three emoji, which are drawn large. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 40 || !EMOJI_ONLY.test(text) || /^[\d\s#*]+$/.test(text)) return false;
  const characters = [...new Intl.Segmenter().segment(text.replace(/\s+/g, ""))].length;
  return characters > 0 && characters <= 3;
}
