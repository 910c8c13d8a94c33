// The emoji that people can pick, with their names and words: what the picker needs of emojibase-data.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

interface Data {
  emoji: string;
  hexcode: string;
  label: string;
  group?: number;
  order: number;
  tags?: string[];
  skins?: { emoji: string; tone: number | [number, number] }[];
}

interface Messages {
  groups: { key: string; message: string; order: number }[];
}

type Shortcodes = Record<string, string | string[]>;

const MODULE = "virtual:emoji";
const TONE = /\p{Emoji_Modifier}/gu;
/** Keyboards write it, but it changes nothing after a character that is an emoji by itself: the server drops it. */
const NEEDLESS_SELECTOR = /(\p{Emoji_Presentation})\uFE0F/gu;
const resolve = createRequire(import.meta.url).resolve;

/** Serves `virtual:emoji`: one text for each group, in Unicode's order. See static/src/elements/emoji/catalogue.ts. */
export function emoji(): Plugin {
  return {
    name: "emoji",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? `export default ${JSON.stringify(groups())};` : undefined),
  };
}

/** The name of the group, then a line for each emoji. */
function groups(): string[] {
  const all = read<Data[]>("data").sort((one, other) => one.order - other.order);
  const codes = [read<Shortcodes>("shortcodes/github"), read<Shortcodes>("shortcodes/emojibase")];
  return read<Messages>("messages")
    .groups.filter(({ key }) => key !== "component")
    .map(({ message, order }) => {
      const lines = all.filter(({ group }) => group === order).map((each) => line(each, codes));
      return [message, ...lines].join("\n");
    });
}

/** Emoji, name, words that the name lacks, shortcodes and skin tones, with tabs between. */
function line({ emoji, hexcode, label, tags = [], skins = [] }: Data, shortcodes: Shortcodes[]): string {
  const codes = shortcodes.map((each) => each[hexcode]).find(Boolean) ?? [];
  const named = label.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const words = tags.filter((tag) => !named.some((word) => word.startsWith(tag.toLowerCase())));
  const fields = [written(emoji), label, words.join(" "), [codes].flat().join(" "), tones(skins).join(" ")];
  return fields.join("\t");
}

/** How to write the emoji in a tone, with 1 for the tone; if it shows two people, also with 1 and 2 for theirs. */
function tones(skins: NonNullable<Data["skins"]>): string[] {
  const same = skins.find(({ tone }) => tone === 1);
  const mixed = skins.find(({ tone }) => String(tone) === "1,2");
  return [
    ...(same ? [written(same.emoji).replace(TONE, "1")] : []),
    ...(mixed
      ? [
          written(mixed.emoji)
            .replace(TONE, "1")
            .replace(/1(?!.*1)/u, "2"),
        ]
      : []),
  ];
}

function written(emoji: string): string {
  return emoji.replace(NEEDLESS_SELECTOR, "$1");
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(resolve(`emojibase-data/en/${name}.json`), "utf8")) as T;
}
