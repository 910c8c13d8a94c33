import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, MemberItem, MemberList } from "../../models/api";
import { lastSeen } from "../../render/times";
import type { Screen } from "../../screen/screen";
import "./banned-list";
import { personButton } from "../person-face";
import { memberMenu } from "./member-menu";
import { paneHead } from "./pane-head";

const ROLES = { owner: "Owner", admin: "Admin", member: "" } as const;

/** The members of a conversation with their roles, and the actions that the user's role permits. */
@customElement("members-pane")
export class MembersPane extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @state() private filter = "";
  private list: MemberList | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("item") as ConversationItem | undefined;
    if (this.list && (!changed.has("item") || before?.id === this.item.id)) return;
    this.list?.close();
    this.list = this.screen.chat.members.list(this.item.id);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.list?.close();
    this.list = null;
  }

  override render(): TemplateResult {
    const { screen, item, list } = this;
    const wanted = this.filter.trim().toLocaleLowerCase();
    const members = (list?.items.value ?? []).filter(
      ({ user }) => !wanted || `${user.display_name} ${user.username}`.toLocaleLowerCase().includes(wanted),
    );
    const add = item.conversation.closed_at
      ? undefined
      : html`<button class="icon-button" type="button" aria-label="Add people" title="Add people"
      @click=${() => screen.show({ name: "add-members", conversation: item.id })}>${icon("addPerson")}</button>`;
    return html`
      ${paneHead(screen, "Members", undefined, add)}
      <div class="pane-body" @scroll=${this.more}>
        ${
          item.conversation.member_count > 8
            ? html`<input class="input" type="search" aria-label="Find a member" placeholder="Find a member" autocomplete="off" dir="auto"
                @input=${(event: InputEvent) => (this.filter = (event.target as HTMLInputElement).value)} />`
            : nothing
        }
        <ul class="people" role="list">
          ${repeat(
            members,
            ({ user }) => user.id,
            (member) => this.member(member),
          )}
        </ul>
        ${item.conversation.membership.role === "member" ? nothing : html`<banned-list .screen=${screen} .item=${item}></banned-list>`}
        ${list?.loading.value && members.length === 0 ? html`<div class="skeleton-rows" aria-hidden="true"></div>` : nothing}
      </div>
    `;
  }

  private member({ user, role, member }: MemberItem): TemplateResult {
    const { screen, item } = this;
    const presence = screen.chat.presence.of(user.id);
    const me = user.id === screen.chat.account.me.value.id;
    const items = memberMenu(screen, item, { user, role, member });
    const line = presence?.online
      ? "Online"
      : presence?.last_seen_at
        ? lastSeen(presence.last_seen_at)
        : `@${user.username}`;
    return html`<li class="person">
      ${personButton(screen, user, { line, presence, note: me ? "(you)" : "" })}
      ${ROLES[role] ? html`<span class="role">${ROLES[role]}</span>` : nothing}
      ${
        items.length > 0
          ? html`<button class="icon-button" type="button" aria-label="More about ${user.display_name}" aria-haspopup="menu"
              @click=${(event: MouseEvent) => {
                screen.menu.value = {
                  anchor: event.currentTarget as HTMLElement,
                  label: user.display_name,
                  items,
                };
              }}>${icon("more")}</button>`
          : nothing
      }
    </li>`;
  }

  private more(event: Event): void {
    const body = event.target as HTMLElement;
    if (this.list?.hasMore.value && body.scrollHeight - body.scrollTop - body.clientHeight < 400)
      void this.list.loadMore();
  }
}
