import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { type Emoji, emojiGroups, inTone, named, type Tone } from "./catalogue";
import { findEmoji } from "./finding";

const ICONS = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏁"];

export interface Cell {
  char: string;
  emoji: Emoji;
}

export interface Section {
  name: string;
  /** An emoji for its tab. */
  icon: string;
  cells: readonly Cell[];
}

/** What the picker offers: the recent emoji and all groups, or what is found by a search. */
export function sectionsOf(search: string, tone: Tone, recent: readonly string[]): Section[] {
  const toned = (emoji: Emoji): Cell => ({ char: inTone(emoji, tone), emoji });
  const sections = search.trim()
    ? [{ name: "found", icon: "🔎", cells: findEmoji(search).map(toned) }]
    : [
        { name: "recently used", icon: "🕘", cells: recent.flatMap((char) => named(char) ?? []) },
        ...emojiGroups.map(({ name, emoji }, index) => ({
          name,
          icon: ICONS[index]!,
          cells: emoji.map(toned),
        })),
      ];
  return sections.filter(({ cells }) => cells.length > 0);
}

/** The cells of the first `filled` sections, and room for the others. Only one cell is a stop for Tab: the picker decides. */
export function drawSections(sections: readonly Section[], filled: number): unknown[] {
  return sections.map((section, index) => {
    const cells = index < filled ? section.cells : [];
    return guard([section, cells.length], () => drawSection(section.name, cells));
  });
}

function drawSection(name: string, cells: readonly Cell[]): TemplateResult {
  return html`<section>
    <p class="group-name" aria-hidden="true">${name}</p>
    <div class="emoji-grid" role="group" aria-label=${name}>${cells.map(drawCell)}</div>
  </section>`;
}

function drawCell({ char, emoji: { name, tones } }: Cell): TemplateResult {
  return tones.length
    ? html`<button class="emoji" type="button" tabindex="-1" aria-label=${name} aria-haspopup="menu">${char}</button>`
    : html`<button class="emoji" type="button" tabindex="-1" aria-label=${name}>${char}</button>`;
}
