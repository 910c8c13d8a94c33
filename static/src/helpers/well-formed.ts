/** Half of a surrogate pair: what a broken app or a text expander leaves of an emoji. No server takes it. */
const HALF_CHARACTER = /\p{Surrogate}/gu;

/** The text with U+FFFD for every half character. */
export function wellFormed(text: string): string {
  return text.replace(HALF_CHARACTER, "\uFFFD");
}

/** JSON that any server can read: every text in it is well-formed. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "string" ? wellFormed(each) : each,
  );
}
