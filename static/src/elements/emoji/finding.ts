import { fold } from "../../helpers/fold";
import { allEmoji, type Emoji } from "./catalogue";

/** Not a hyphen after a letter, as in "t-shirt"; but that of "-1". */
const BETWEEN_WORDS = /(?<=\p{L})-|[^\p{L}\p{N}+-]+/gu;

interface Entry {
  emoji: Emoji;
  name: string;
  words: string;
  codes: string[];
}

let entries: Entry[] | undefined;

/** The emoji with words that begin with those of the search: first by shortcode, then by name, then by other words. */
export function findEmoji(search: string): Emoji[] {
  const text = spaced(search).trim();
  entries ??= allEmoji.map(entry);
  const matches = entries.flatMap((each) => {
    const rank = each.emoji.char === search.trim() ? 0 : rankOf(each, text);
    return rank === null ? [] : [{ rank, emoji: each.emoji }];
  });
  return matches.sort((one, other) => one.rank - other.rank).map(({ emoji }) => emoji);
}

function rankOf({ name, words, codes }: Entry, text: string): number | null {
  const holds = (haystack: string) => text.split(" ").every((word) => haystack.includes(` ${word}`));
  if (!text || !holds(words)) return null;
  if (codes.includes(text)) return 0;
  if (name.startsWith(` ${text}`)) return 1;
  return holds(name) ? 2 : 3;
}

function entry(emoji: Emoji): Entry {
  const codes = emoji.codes.map(spaced);
  const name = ` ${spaced(emoji.name)}`;
  return { emoji, name, codes, words: `${name} ${spaced(emoji.words)} ${codes.join(" ")}` };
}

function spaced(text: string): string {
  return fold(text).replace(BETWEEN_WORDS, " ");
}
