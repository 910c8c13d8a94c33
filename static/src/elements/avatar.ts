import { type TemplateResult, html, nothing } from "lit";
import { icon } from "../icons/icon";
import type { ConversationItem, Presence, User } from "../models/api";

export type AvatarSize = 16 | 24 | 36 | 40 | 64;
const HUES = 12;

/** A face: the picture, else the initials on one of twelve hues. Decorative: the name always stands beside it. */
export function avatar(user: User, size: AvatarSize, presence?: Presence): TemplateResult {
  return html`<span class="avatar avatar-${size}" data-hue=${hueOf(user.display_name || user.username)} aria-hidden="true"
    >${user.avatar ? html`<img src=${user.avatar} alt="" loading="lazy" />` : initialsOf(user.display_name || user.username)}${
      presence?.online ? html`<span class="presence-dot"></span>` : nothing
    }</span>`;
}

export function conversationAvatar(item: ConversationItem, size: AvatarSize, presence?: Presence): TemplateResult {
  if (item.peer) return avatar(item.peer, size, presence);
  return html`<span class="avatar avatar-${size} avatar-${item.kind}" data-hue=${hueOf(item.title)} aria-hidden="true"
    >${item.kind === "channel" ? icon("channel", size >= 40 ? 20 : 16) : initialsOf(item.title)}</span>`;
}

/** One of twelve, the same for a name on every screen (FNV-1a). */
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
