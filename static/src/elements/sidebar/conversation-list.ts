import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem } from "../../models/api";
import { count } from "../../render/words";
import { ConversationSearch } from "../../screen/conversation-search";
import { rove } from "../../screen/roving-focus";
import { type Screen, sentence } from "../../screen/screen";
import { shownItems, showUnreadOnly, unreadOnly } from "../../screen/unread-only";
import "./conversation-row";
import { avatar } from "../avatar";
import { savedLink } from "../saved/saved-link";
import { statusLines } from "../status/status-lines";
import { profileMenu } from "./profile-menu";
import { requestsLink } from "./requests-link";
import { steadyOrder } from "./steady-order";

/** The user's conversations, with a filter, the archive and buttons to start new ones. */
@customElement("conversation-list")
export class ConversationList extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @state() private filter = "";
  /** The number of matches, for screen readers. */
  @state() private announcement = "";
  private readonly matcher = new ConversationSearch(this, () => this.screen);
  @state() private archiveOpen = false;
  /** The error of the last page that failed to load. */
  @state() private error = "";
  @query(".rows") private readonly view!: HTMLElement;
  @query("input[type=search]") private readonly search!: HTMLInputElement;

  /** Order by activity, but not while the pointer is over the list. */
  private readonly order = steadyOrder();

  override render(): TemplateResult {
    const { chat } = this.screen;
    const all = this.order.arrange(chat.conversations.listed.value, this.matches(":hover"));
    const listed = this.matcher.word ? all : shownItems(all, this.screen.router.route.value.conversation);
    const archived = chat.conversations.archived.value;
    return html`
      ${this.head()}
      <div class="rows" @keydown=${this.step} @scroll=${this.more} @pointerleave=${() => this.requestUpdate()}>
        ${requestsLink(this.screen)}${this.matcher.word ? nothing : savedLink(this.screen)}
        <nav aria-label="Conversations">${this.rows(listed)}</nav>
        ${this.nothingFound(listed, archived)}
        ${this.rest()}
        ${archived.length > 0 ? this.archive(archived) : nothing}
        ${this.matcher.word ? this.inMessages() : nothing}
        <button class="row-button" type="button" @click=${() => this.screen.show({ name: "browse-channels" })}>
          ${icon("browse")}<span>Browse channels</span>
        </button>
      </div>
      ${this.isAlone ? statusLines(this.screen) : nothing}
    `;
  }

  protected override async updated(): Promise<void> {
    // Rows render later, and have no height until then.
    await Promise.all(
      [...this.querySelectorAll<Watcher>("conversation-row")].map((row) => row.updateComplete),
    );
    this.more();
    if (this.contains(document.activeElement)) return;
    // Tab stops at the open conversation, or else at the first.
    const stops = this.stops();
    const entry = stops.find((stop) => stop.getAttribute("aria-current")) ?? stops[0];
    for (const stop of stops) stop.tabIndex = stop === entry ? 0 : -1;
  }

  /** Whether nothing next to the list shows the state of the connection. */
  private get isAlone(): boolean {
    const { conversation, saved } = this.screen.router.route.value;
    return conversation === null && !saved;
  }

  private head(): TemplateResult {
    const me = this.screen.chat.account.me.value;
    return html`<header class="list-head">
      <button
        class="me-button"
        type="button"
        aria-haspopup="menu"
        aria-label="You: ${me.display_name}. Settings, sign out"
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
        <span class="aside" role="status">${this.announcement}</span>
      </div>
      <button class="icon-button" type="button" aria-pressed=${unreadOnly.value} aria-label="Unread only" title="Unread only"
        @click=${this.toggleUnread}>${icon("unread")}</button>
    </header>`;
  }

  private rows(items: readonly ConversationItem[]): TemplateResult {
    const matches = items.filter((item) => this.matcher.finds(item));
    const here = this.screen.router.route.value.conversation;
    return html`<ul role="list">
      ${repeat(
        matches,
        (item) => item.id,
        (item) => html`<li>
          <conversation-row .screen=${this.screen} .item=${item} .selected=${item.id === here}></conversation-row>
        </li>`,
      )}
    </ul>`;
  }

  private archive(archived: readonly ConversationItem[]): TemplateResult {
    const open = this.archiveOpen || this.matcher.word !== "";
    return html`
      <button class="row-button" type="button" aria-expanded=${open} @click=${() => (this.archiveOpen = !this.archiveOpen)}>
        ${icon("archive")}<span>Archived</span><span class="tabular quiet">${archived.length}</span>
      </button>
      ${open ? html`<nav aria-label="Archived conversations">${this.rows(archived)}</nav>` : nothing}
    `;
  }

  private nothingFound(
    listed: readonly ConversationItem[],
    archived: readonly ConversationItem[],
  ): TemplateResult | typeof nothing {
    if (this.matcher.word) return this.foundNothing([...listed, ...archived]);
    if (unreadOnly.value) return listed.length > 0 ? nothing : this.caughtUp();
    if (listed.length + archived.length > 0) return nothing;
    return html`<div class="empty small">
      <p>No conversations yet. Write to someone, and the conversation appears here.</p>
      <button class="button" type="button" @click=${() => this.screen.show({ name: "new-conversation", kind: "direct" })}>
        Start a conversation
      </button>
    </div>`;
  }

  /** Not before all pages are loaded: the next may have unread messages. */
  private caughtUp(): TemplateResult | typeof nothing {
    if (this.screen.chat.conversations.hasMore.value) return nothing;
    return html`<div class="empty small" role="status">
      <p>All caught up</p>
      <button class="link-button" type="button" @click=${this.toggleUnread}>Show all conversations</button>
    </div>`;
  }

  private readonly toggleUnread = (): void => showUnreadOnly(!unreadOnly.value);

  private foundNothing(items: readonly ConversationItem[]): TemplateResult | typeof nothing {
    const { state } = this.matcher;
    const isEmpty = !items.some((item) => this.matcher.finds(item));
    if (state === "failed")
      return html`<p class="quiet list-note" role="status">The server cannot be reached. Only loaded conversations are searched.</p>`;
    if (!isEmpty) return nothing;
    return html`<p class="quiet list-note" role="status">${state === "asking" ? "Searching…" : "Nothing found."}</p>`;
  }

  /** The end of the list while more pages exist. */
  private rest(): TemplateResult | typeof nothing {
    if (!this.screen.chat.conversations.hasMore.value || this.matcher.word) return nothing;
    if (!this.error) return html`<div class="skeleton-rows" aria-hidden="true"></div>`;
    return html`<p class="quiet list-note" role="status">${this.error}
      <button class="link-button" type="button" @click=${this.again}>Try again</button></p>`;
  }

  /** Searches messages for what was typed as a filter. */
  private inMessages(): TemplateResult {
    return html`<button class="row-button" type="button" data-stop @click=${() => this.screen.find(this.matcher.word)}>
      ${icon("search")}<span>Search messages for “<bdi>${this.matcher.word}</bdi>”</span>
    </button>`;
  }

  private stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-stop]")];
  }

  private step(event: KeyboardEvent): void {
    rove(event, { stops: () => this.stops(), beyond: (direction) => direction < 0 && this.search.focus() });
  }

  private filterChanged(event: InputEvent): void {
    this.filter = (event.target as HTMLInputElement).value;
    this.matcher.enter(this.filter);
    const stops = this.stops();
    for (const stop of stops) stop.tabIndex = -1;
    this.updateComplete.then(() => {
      this.announcement = this.filter
        ? `${count(this.querySelectorAll("a[data-stop]").length, "conversation")} found`
        : "";
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
      this.matcher.enter("");
    }
  }

  /** Loads the next page while the end of the loaded list is near: after each scroll and each page. */
  private more(): void {
    const { view, screen } = this;
    if (this.matcher.word || this.error || !screen.chat.conversations.hasMore.peek() || !view.clientHeight)
      return;
    if (view.scrollHeight - view.scrollTop - view.clientHeight > view.clientHeight) return;
    screen.chat.conversations.loadMore().then(
      // Render even if the page contained nothing new: the end may still be near.
      () => this.requestUpdate(),
      (refusal) => {
        this.error = sentence(refusal);
      },
    );
  }

  private again(): void {
    this.error = "";
  }

  private showProfileMenu(event: MouseEvent): void {
    this.screen.menu.value = {
      anchor: event.currentTarget as HTMLElement,
      label: "You",
      items: profileMenu(this.screen),
    };
  }
}
