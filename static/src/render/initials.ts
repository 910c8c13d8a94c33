const HUES = 12;

/** One of twelve hues, the same for a name on every screen (FNV-1a). */
export function hueOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return (hash >>> 0) % HUES;
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** "Ana Lima" → AL, "bob" → B. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s_.-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return ends.map((word) => [...letters.segment(word)][0]?.segment.toLocaleUpperCase() ?? "").join("");
}
