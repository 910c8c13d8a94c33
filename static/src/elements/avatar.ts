import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icon";
import type { ConversationItem, Presence, User } from "../models/api";
import { hueOf, initialsOf } from "../render/initials";

export type AvatarSize = 16 | 24 | 36 | 40 | 64 | 96;

/** The user's picture, or their initials on one of twelve hues. Decorative: the name is always next to it. */
export function avatar(user: User, size: AvatarSize, presence?: Presence): TemplateResult {
  const name = user.display_name || user.username;
  return html`<span class="avatar avatar-${size}" data-hue=${hueOf(name)} data-initials=${initialsOf(name)} aria-hidden="true"
    >${user.avatar ? html`<img src=${user.avatar} alt="" loading="lazy" @error=${hide} />` : nothing}${presence?.online ? html`<span class="presence-dot"></span>` : nothing}</span
  >`;
}

export function conversationAvatar(
  item: ConversationItem,
  size: AvatarSize,
  presence?: Presence,
): TemplateResult {
  if (item.peer) return avatar(item.peer, size, presence);
  const { kind, title } = item;
  return html`<span class="avatar avatar-${size} avatar-${kind}" data-hue=${hueOf(title)} data-initials=${kind === "channel" ? "" : initialsOf(title)} aria-hidden="true"
    >${item.conversation.picture ? html`<img src=${item.conversation.picture} alt="" loading="lazy" @error=${hide} />` : kind === "channel" ? icon("channel", size >= 40 ? 20 : 16) : nothing}</span
  >`;
}

/** Hides a picture that fails to load, so that the initials behind it show. */
function hide(event: Event): void {
  (event.target as HTMLElement).hidden = true;
}
