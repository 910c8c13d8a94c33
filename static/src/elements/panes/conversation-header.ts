import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem } from "../../models/api";
import { lastSeen } from "../../render/times";
import { count, shortName, typingLine } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { avatar, conversationAvatar } from "../avatar";
import { openCard } from "../person-face";
import { showConversationMenu } from "../sidebar/show-conversation-menu";

/** The title of the conversation, with buttons for its members and details. */
@customElement("conversation-header")
export class ConversationHeader extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;

  override render(): TemplateResult {
    const { screen, item } = this;
    const { router, chat } = screen;
    const { pane } = router.route.value;
    const presence = item.peer ? chat.presence.of(item.peer.id) : undefined;
    return html`<header class="conversation-header">
      <button class="icon-button back-button" type="button" aria-label="Back to the conversations" @click=${() => router.home()}>${icon("back")}</button>
      ${
        item.peer
          ? html`<button class="header-face" type="button" aria-label="Profile of ${item.title}" title="Profile" aria-haspopup="dialog"
              @click=${openCard(screen, item.peer.id)}>${avatar(item.peer, 36, presence)}</button>`
          : nothing
      }
      <h1 class="header-heading"><button class="header-title" type="button" aria-expanded=${pane === "details"} title="Details" @click=${() => router.togglePane("details")}>
        ${item.peer ? nothing : conversationAvatar(item, 36)}
        <span class="header-words">
          <span class="header-name" dir="auto">${item.title}</span>
          ${this.typing()}<span class="header-line" dir="auto">${this.line()}</span>
        </span>
      </button></h1>
      ${
        item.kind === "direct"
          ? nothing
          : html`<button class="icon-button" type="button" aria-label="Members, ${item.conversation.member_count}" title="Members"
              aria-expanded=${pane === "members"} @click=${() => router.togglePane("members")}>${icon("people")}</button>`
      }
      <button class="icon-button search-button" type="button" aria-label="Search messages" title="Search messages (Ctrl F)" aria-haspopup="dialog" @click=${() => this.screen.find()}>${icon("search")}</button>
      <button class="icon-button media-button" type="button" aria-label="Media, files and links" title="Media, files and links" aria-expanded=${pane === "media"} @click=${() => router.togglePane("media")}>${icon("pictures")}</button>
      <button class="icon-button details-button" type="button" aria-label="Details" title="Details" aria-expanded=${pane === "details"} @click=${() => router.togglePane("details")}>${icon("info")}</button>
      <button class="icon-button" type="button" aria-label="More" title="More" aria-haspopup="menu" @click=${this.menu}>${icon("more")}</button>
    </header>`;
  }

  /** Only on narrow screens, where the composer has no room for it. */
  private typing(): TemplateResult | typeof nothing {
    const { chat } = this.screen;
    const names = chat.presence.typing(this.item.id).map((id) => shortName(chat.people.get(id).display_name));
    if (names.length === 0) return nothing;
    return html`<span class="header-line header-typing" dir="auto">${typingLine(names)}</span>`;
  }

  private line(): TemplateResult | string {
    const { item, screen } = this;
    if (item.peer) {
      if (item.peer.id === screen.chat.account.me.value.id) return "Only you can read them";
      if (screen.chat.people.profile(item.peer.id)?.is_blocked) return "Blocked";
      const presence = screen.chat.presence.of(item.peer.id);
      if (presence?.online) return "Online";
      return presence?.last_seen_at ? lastSeen(presence.last_seen_at) : `@${item.peer.username}`;
    }
    return item.conversation.topic || count(item.conversation.member_count, "member");
  }

  private menu(event: MouseEvent): void {
    showConversationMenu(this.screen, this.item, event.currentTarget as HTMLElement);
  }
}
