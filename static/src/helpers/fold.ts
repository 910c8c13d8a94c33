const ACCENTS = /[\u0300-\u036f]/g;

/** Lower case without accents, as the server compares search words. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(ACCENTS, "").toLowerCase();
}

/** Whether the text contains every word of the search. */
export function holdsWords(text: string, search: string): boolean {
  const folded = fold(text);
  return fold(search)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
