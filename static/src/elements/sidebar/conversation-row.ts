import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { today } from "../../helpers/today";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem } from "../../models/api";
import { filesLine } from "../../render/files";
import { plainText } from "../../render/plain";
import { fullTime, listTime } from "../../render/times";
import { badge, count, shortName, typingLine } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { conversationAvatar } from "../avatar";
import { messageStatus } from "../timeline/message-status";
import { showConversationMenu } from "./show-conversation-menu";

/** One conversation in the list: title, time, preview and unread count. */
@customElement("conversation-row")
export class ConversationRow extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @property({ type: Boolean }) selected = false;

  override render(): TemplateResult {
    const { item, screen } = this;
    const presence = item.peer ? screen.chat.presence.of(item.peer.id) : undefined;
    void today.value;
    return html`<a
      class="conversation-row ${item.unread > 0 && !item.muted && !item.blocked ? "unread" : ""}"
      href="/c/${item.id}"
      tabindex="-1"
      data-stop
      title=${item.title}
      aria-current=${this.selected ? "page" : nothing}
      @click=${this.open}
      @contextmenu=${this.showMenu}
    >
      ${conversationAvatar(item, 40, presence)}
      ${presence?.online ? html`<span class="aside">online, </span>` : nothing}
      <span class="title" dir="auto">${item.title}</span>
      <span class="marks">
        ${item.muted ? html`${icon("muted", 16)}<span class="aside">muted</span>` : nothing}
        ${item.pinned ? html`${icon("pin", 16)}<span class="aside">pinned</span>` : nothing}
        <time datetime=${item.activityAt} title=${fullTime(item.activityAt)}>${listTime(item.activityAt)}</time>
      </span>
      <span class="last"><span class="preview" dir="auto">${this.preview()}</span>${this.badge()}</span>
    </a>`;
  }

  private preview(): TemplateResult | string {
    const { item, screen } = this;
    const typing = screen.chat.presence.typing(item.id);
    if (typing.length > 0) {
      const names = typing.map((id) => shortName(screen.chat.people.get(id).display_name));
      return html`<em class="typing">${item.kind === "direct" ? "typing…" : typingLine(names)}</em>`;
    }
    if (item.failed > 0) return html`<span class="failed">${icon("alert", 16)} Not sent</span>`;
    if (item.draft.trim() && !this.selected)
      return html`<em class="draft">Draft:</em> ${plainText(item.draft, 120)}`;
    if (!item.last) return html`<span class="quiet">${item.conversation.topic || "No messages yet"}</span>`;
    const { content, mine, sender, status } = item.last;
    if (content.kind === "deleted") return html`<em>Message deleted</em>`;
    if (content.kind === "envelope") return html`<em>Encrypted message</em>`;
    const text = plainText(content.text, 120) || filesLine(item.last.files);
    if (mine)
      return html`${status === "sending" || status === "failed" ? messageStatus(status) : nothing}You: ${text}`;
    return item.kind === "direct"
      ? text
      : html`<bdi>${shortName(screen.chat.people.get(sender).display_name)}</bdi>: ${text}`;
  }

  private badge(): TemplateResult | typeof nothing {
    const { unread, mentions, muted, blocked } = this.item;
    if (unread === 0) return nothing;
    const look = muted || blocked ? "muted" : "";
    return html`${
      mentions
        ? html`<span class="badge mentions ${look}"><span aria-hidden="true">@${mentions > 1 ? badge(mentions, 99) : ""}</span><span class="aside">, ${count(mentions, "mention")}</span></span>`
        : nothing
    }<span class="badge ${look}"
      ><span aria-hidden="true">${badge(unread)}</span><span class="aside">, ${count(unread, "unread message")}</span></span
    >`;
  }

  private open(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.screen.router.go(this.item.id);
  }

  private showMenu(event: MouseEvent): void {
    event.preventDefault();
    showConversationMenu(this.screen, this.item, this.querySelector<HTMLElement>(".marks")!);
  }
}
