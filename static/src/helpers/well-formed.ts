/** Half of a surrogate pair, which a broken app or text expander may leave of an emoji. The server refuses it. */
const HALF_CHARACTER = /\p{Surrogate}/gu;

/** Replaces every half character with U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(HALF_CHARACTER, "\uFFFD");
}

/** JSON in which every string is well-formed. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "string" ? wellFormed(each) : each,
  );
}
