import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { ConversationItem } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { conversationAvatar } from "../avatar";

/** The start of a conversation, with the next step if it is empty. */
export function timelineStart(screen: Screen, item: ConversationItem, empty: boolean): TemplateResult {
  const { conversation, kind, title } = item;
  return html`<div class="timeline-start">
    ${conversationAvatar(item, 64)}
    <h2 dir="auto">${title}</h2>
    <p>${words(screen, item)}</p>
    ${conversation.topic && kind !== "direct" ? html`<p class="quiet" dir="auto">${conversation.topic}</p>` : nothing}
    ${
      empty && kind !== "direct" && conversation.last_seq === 0 && !conversation.closed_at
        ? html`<div class="start-acts">
            <button class="button primary" type="button" @click=${() => screen.show({ name: "add-members", conversation: item.id })}>${icon("addPerson", 16)} Invite people</button>
            <button class="button" type="button" @click=${() => screen.router.openPane("invitations")}>${icon("link", 16)} Invite with a link</button>
          </div>`
        : nothing
    }
  </div>`;
}

function words(screen: Screen, { kind, conversation, peer }: ConversationItem): string {
  if (peer?.id === screen.chat.account.me.value.id) return "Notes to yourself. Only you can read them.";
  if (kind === "direct" && conversation.member_count < 2)
    return `Your messages wait here until ${peer?.display_name ?? "they"} accepts.`;
  if ((conversation.first_seq ?? 1) > 1) return "Older messages have been deleted.";
  if (kind === "direct") return "The beginning of your conversation.";
  if (conversation.history === "joined" && conversation.membership.first_seq > 1)
    return "You can read from when you joined.";
  return kind === "channel"
    ? "The beginning of this channel. Anyone on this server can join it."
    : "The beginning of this group.";
}
