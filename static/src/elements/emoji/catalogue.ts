// Unicode's emoji by group, with the words to find them by and their skin tones.
import written from "virtual:emoji";

export interface Emoji {
  /** In the server's normal form, without a skin tone. */
  char: string;
  name: string;
  words: string;
  /** Without colons; the first is the usual one. */
  codes: readonly string[];
  /** How to write it in a tone: with 1 for the tone, and if it shows two people also with 1 and 2 for theirs. */
  tones: readonly string[];
}

export interface EmojiGroup {
  name: string;
  emoji: readonly Emoji[];
}

export interface Variant {
  char: string;
  name: string;
}

export interface Named extends Variant {
  emoji: Emoji;
}

/** 0 is the emoji as it is, without a tone. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;

const TONES = [1, 2, 3, 4, 5] as const;
const LIGHTEST = 0x1f3fb;
const TONE_NAMES = ["", "light", "medium-light", "medium", "medium-dark", "dark"];

export const emojiGroups: readonly EmojiGroup[] = written.map((group) => {
  const [name = "", ...lines] = group.split("\n");
  return { name, emoji: lines.map(parsed) };
});

export const allEmoji: readonly Emoji[] = emojiGroups.flatMap(({ emoji }) => emoji);

let variantsByChar: Map<string, Named> | undefined;

/** The emoji and the name of what was picked, in any tone; undefined if this version of Unicode has no such emoji. */
export function named(char: string): Named | undefined {
  variantsByChar ??= new Map(
    allEmoji.flatMap((emoji) =>
      variants(emoji).map((variant): [string, Named] => [variant.char, { ...variant, emoji }]),
    ),
  );
  return variantsByChar.get(char);
}

export function inTone({ char, tones: [same] }: Emoji, tone: Tone): string {
  return same && tone ? same.replaceAll("1", modifier(tone)) : char;
}

/** All ways to write the emoji: without a tone, in each tone, and in each two tones. Only one if it has no tones. */
export function variants(emoji: Emoji): Variant[] {
  const { char, name, tones } = emoji;
  const [same, mixed] = tones;
  const plain = { char, name };
  if (!same) return [plain];
  const inOne = (tone: Tone): Variant => ({
    char: inTone(emoji, tone),
    name: `${name}, ${TONE_NAMES[tone]} skin tone`,
  });
  if (!mixed) return [plain, ...TONES.map(inOne)];
  const inTwo = (one: Tone, other: Tone): Variant => ({
    char: mixed.replace("1", modifier(one)).replace("2", modifier(other)),
    name: `${name}, ${TONE_NAMES[one]} and ${TONE_NAMES[other]} skin tone`,
  });
  return [
    plain,
    ...TONES.flatMap((one) => TONES.map((other) => (one === other ? inOne(one) : inTwo(one, other)))),
  ];
}

function modifier(tone: Tone): string {
  return String.fromCodePoint(LIGHTEST + tone - 1);
}

function parsed(line: string): Emoji {
  const [char = "", name = "", words = "", codes = "", tones = ""] = line.split("\t");
  return { char, name, words, codes: codes.split(" "), tones: tones ? tones.split(" ") : [] };
}
