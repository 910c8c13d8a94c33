import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../helpers/watcher";
import { icon } from "../icons/icon";
import type { ConversationItem } from "../models/api";
import { count } from "../render/words";
import { rove } from "../screen/roving-focus";
import type { Screen } from "../screen/screen";
import "./conversation-row";
import { avatar } from "./avatar";
import { profileMenu } from "./profile-menu";
import { steadyOrder } from "./steady-order";

/** Everything I take part in, with a filter, the archive and the ways to something new. */
@customElement("conversation-list")
export class ConversationList extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private filter = "";
  @state() private archiveOpen = false;
  @query("input[type=search]") private readonly search!: HTMLInputElement;

  /** Order by activity, but not while the pointer is over the list. */
  private readonly order = steadyOrder();

  override render(): TemplateResult {
    const { chat } = this.screen;
    const shown = this.order.arrange(chat.conversations.value, this.matches(":hover"));
    const archived = chat.archived.value;
    return html`
      ${this.head()}
      <div class="rows" @keydown=${this.step} @scroll=${this.more} @pointerleave=${() => this.requestUpdate()}>
        <nav aria-label="Conversations">${this.rows(shown)}</nav>
        ${this.nothingFound(shown, archived)}
        ${chat.hasMoreConversations.value && !this.filter ? html`<div class="skeleton-rows" aria-hidden="true"></div>` : nothing}
        ${archived.length > 0 ? this.archive(archived) : nothing}
        <button class="row-button" type="button" @click=${() => this.screen.show({ name: "browse-channels" })}>
          ${icon("browse")}<span>Browse channels</span>
        </button>
      </div>
    `;
  }

  protected override async updated(): Promise<void> {
    await Promise.all(
      [...this.querySelectorAll<Watcher>("conversation-row")].map((row) => row.updateComplete),
    );
    if (this.contains(document.activeElement)) return;
    // Tab comes to where one is, else to the first.
    const stops = this.stops();
    const entry = stops.find((stop) => stop.getAttribute("aria-current")) ?? stops[0];
    for (const stop of stops) stop.tabIndex = stop === entry ? 0 : -1;
  }

  private head(): TemplateResult {
    const me = this.screen.chat.me.value;
    return html`<header class="list-head">
      <button
        class="me-button"
        type="button"
        aria-haspopup="menu"
        aria-label="You: ${me.display_name}. Profile, preferences, sign out"
        title=${me.display_name}
        @click=${this.showProfileMenu}
      >
        ${avatar(me, 36)}
      </button>
      <h1 class="list-title">Parlance</h1>
      <button class="icon-button find-button" type="button" aria-label="Find a conversation" title="Find a conversation (Ctrl K)"
        @click=${() => this.screen.show({ name: "quick-switcher" })}>${icon("search")}</button>
      <button class="icon-button" type="button" aria-label="New conversation" title="New conversation"
        @click=${() => this.screen.show({ name: "new-conversation", kind: "direct" })}>${icon("compose")}</button>
      <div class="search">
        ${icon("search", 16)}
        <input
          class="input"
          type="search"
          aria-label="Filter conversations"
          placeholder="Filter"
          dir="auto"
          autocomplete="off"
          .value=${this.filter}
          @input=${this.filterChanged}
          @keydown=${this.searchKey}
        />
      </div>
    </header>`;
  }

  private rows(items: readonly ConversationItem[]): TemplateResult {
    const wanted = this.filter.trim().toLocaleLowerCase();
    const found = wanted
      ? items.filter((item) =>
          `${item.title} ${item.peer?.username ?? ""}`.toLocaleLowerCase().includes(wanted),
        )
      : items;
    const here = this.screen.router.route.value.conversation;
    return html`<ul role="list">
      ${repeat(
        found,
        (item) => item.id,
        (item) => html`<li>
          <conversation-row .screen=${this.screen} .item=${item} .selected=${item.id === here}></conversation-row>
        </li>`,
      )}
    </ul>`;
  }

  private archive(archived: readonly ConversationItem[]): TemplateResult {
    const open = this.archiveOpen || this.filter.trim() !== "";
    return html`
      <button class="row-button" type="button" aria-expanded=${open} @click=${() => (this.archiveOpen = !this.archiveOpen)}>
        ${icon("archive")}<span>Archived</span><span class="tabular quiet">${archived.length}</span>
      </button>
      ${open ? html`<nav aria-label="Archived conversations">${this.rows(archived)}</nav>` : nothing}
    `;
  }

  private nothingFound(
    shown: readonly ConversationItem[],
    archived: readonly ConversationItem[],
  ): TemplateResult | typeof nothing {
    if (shown.length + archived.length > 0) return nothing;
    return html`<div class="empty small">
      <p>Nobody here yet. Write to somebody and the conversation appears in this list.</p>
      <button class="button" type="button" @click=${() => this.screen.show({ name: "new-conversation", kind: "direct" })}>
        Start a conversation
      </button>
    </div>`;
  }

  private stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-stop]")];
  }

  private step(event: KeyboardEvent): void {
    rove(event, { stops: () => this.stops(), beyond: (direction) => direction < 0 && this.search.focus() });
  }

  private filterChanged(event: InputEvent): void {
    this.filter = (event.target as HTMLInputElement).value;
    const stops = this.stops();
    for (const stop of stops) stop.tabIndex = -1;
    this.updateComplete.then(() => {
      const found = this.filter ? count(this.stops().length, "conversation") : "";
      if (found) this.screen.say(`${found} found`);
    });
  }

  private searchKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.stops()[0]?.focus();
    } else if (event.key === "Enter") {
      this.stops()[0]?.click();
    } else if (event.key === "Escape" && this.filter) {
      event.stopPropagation();
      this.filter = "";
    }
  }

  private more(event: Event): void {
    const view = event.target as HTMLElement;
    if (view.scrollHeight - view.scrollTop - view.clientHeight < view.clientHeight)
      void this.screen.chat.loadMoreConversations();
  }

  private showProfileMenu(event: MouseEvent): void {
    this.screen.menu.value = {
      anchor: event.currentTarget as HTMLElement,
      label: "You",
      items: profileMenu(this.screen),
    };
  }
}
