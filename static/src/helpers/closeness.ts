// How well a name fits a few typed letters. Both are folded.

const SEPARATORS = " \t\n_-./@#(";

/** Between 0, if the name does not fit, and 1. Every word of the search has to fit, in any order. */
export function closeness(name: string, search: string): number {
  if (!search) return 1;
  let least = 1;
  for (const word of search.split(/\s+/)) {
    if (word) least = Math.min(least, ofWord(name, word));
    if (least === 0) return 0;
  }
  return name.startsWith(search) ? 1 : least * 0.95;
}

function ofWord(name: string, word: string): number {
  const first = name.indexOf(word);
  if (first === 0) return 1;
  for (let at = first; at > 0; at = name.indexOf(word, at + 1)) if (isStart(name, at)) return 0.9;
  // Without its letters in their order, a name has no such initials either.
  const apart = first > 0 || word.length < 2 ? 0 : scattered(name, word);
  if (word.length > 1 && (first > 0 || apart > 0) && initials(name).includes(word)) return 0.7;
  if (first > 0) return 0.6;
  return word.length > 2 && apart > 1 / 6 ? apart : 0;
}

/** Whether a word of the name begins at this place. */
function isStart(name: string, at: number): boolean {
  return at === 0 || SEPARATORS.includes(name[at - 1]!);
}

/** "design meeting" → "dm" */
function initials(name: string): string {
  let found = "";
  for (let at = 0; at < name.length; at++)
    if (isStart(name, at) && !SEPARATORS.includes(name[at]!)) found += name[at];
  return found;
}

/** How close together the letters are, in their order with others between them; 0 if one is missing. */
function scattered(name: string, word: string): number {
  let first = -1;
  let at = -1;
  for (const letter of word) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (first < 0) first = at;
  }
  return (0.5 * word.length) / (at - first + 1);
}
