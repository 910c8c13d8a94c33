import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { icon } from "../../icons/icon";
import type { ConversationItem, SearchHit, User } from "../../models/api";
import { count } from "../../render/words";
import { ConversationSearch } from "../../screen/conversation-search";
import type { DialogRequest } from "../../screen/dialogs";
import { MessageSearch } from "../../screen/message-search";
import { avatar, conversationAvatar } from "../avatar";
import { DialogBox } from "./dialog-box";
import { searchedLine, searchFile, searchHit } from "./search-hits";

const NAMED = 4;
const WAIT_MS = 150;
const FILTERS = [
  ["from:me", "From me"],
  ["is:unread", "Unread"],
  ["is:pinned", "Pinned"],
  ["is:saved", "Saved"],
  ["has:link", "Links"],
  ["has:image", "Pictures"],
  ["has:file", "Files"],
  ["has:voice", "Voice messages"],
] as const;

/** Ctrl-F: finds messages, with conversations and people of the same name, and files. */
@customElement("search-dialog")
export class SearchDialog extends DialogBox<Extract<DialogRequest, { name: "search" }>> {
  private readonly named = new ConversationSearch(this, () => this.screen);
  @state() private users: readonly User[] = [];
  private timer = 0;
  search!: MessageSearch;
  readonly heading = "Search";
  override readonly look = "wide search-box";

  override connectedCallback(): void {
    super.connectedCallback();
    const { conversation, text = "", kept } = this.request;
    this.search = kept ?? new MessageSearch(this.screen.chat, conversation);
    if (text) this.search.enter(text);
    this.name(this.search.text.peek());
  }

  protected override async firstUpdated(): Promise<void> {
    await super.firstUpdated();
    const list = this.querySelector(".search-found");
    if (list) list.scrollTop = this.search.scrolled;
    if (this.search.visited) this.querySelector<HTMLElement>(".search-hit.visited")?.focus();
    else this.querySelector<HTMLInputElement>("[role=searchbox]")?.select();
  }

  protected override body(): TemplateResult {
    const { search } = this;
    return html`<div class="search-head">
        <input class="input" type="text" role="searchbox" enterkeyhint="search" data-first dir="auto" autocomplete="off" aria-label="Search messages" placeholder="Words, “a phrase”, from:name, before:2026-11-30"
          .value=${search.text.value} @input=${this.typed} @keydown=${this.key} />
        <div class="search-chips" role="group" aria-label="Filters">
          ${this.here()}
          ${FILTERS.map(([filter, words]) => chip(words, search.filters.value.has(filter), () => search.toggle(filter)))}
          ${chip("Best match first", search.order.value === "best", () => search.setOrder(search.order.peek() === "best" ? "newest" : "best"))}
        </div>
      </div>
      <div class="search-found" @keydown=${this.step} @scroll=${this.scrolled}>
        ${this.names()}
        ${this.files()}
        ${this.messages()}
      </div>`;
  }

  private here(): TemplateResult | typeof nothing {
    const { search, screen } = this;
    const item = search.conversation && screen.chat.conversations.get(search.conversation);
    if (!item) return nothing;
    return chip(`In ${item.title}`, search.isHere.value, () => search.setHere(!search.isHere.peek()));
  }

  /** Conversations and people whose names have the words. */
  private names(): TemplateResult | typeof nothing {
    const { chat } = this.screen;
    if (!this.named.word || this.search.isHere.value) return nothing;
    const items = [...chat.conversations.listed.value, ...chat.conversations.archived.value].filter((item) =>
      this.named.finds(item),
    );
    const known = new Set(items.map((item) => item.peer?.id));
    const users = this.users.filter(({ id }) => !known.has(id));
    if (items.length + users.length === 0) return nothing;
    return html`<h3 class="search-title">Conversations and people</h3>
      <ul class="people" role="list">
        ${items.slice(0, NAMED).map((item) => option(conversationAvatar(item, 36), item.title, () => this.open(item)))}
        ${users.slice(0, NAMED).map((user) => option(avatar(user, 36), user.display_name, () => this.openCard(user.id)))}
      </ul>`;
  }

  private files(): TemplateResult | typeof nothing {
    const { search } = this;
    const found = search.files.value.flatMap((hit) => hit.attachments.map((file) => ({ hit, file })));
    if (found.length === 0) return nothing;
    return html`<h3 class="search-title">Files</h3>
      <ul role="list">
        ${found.slice(0, NAMED).map(({ hit, file }) => searchFile(this.screen, hit, file, { visited: hit === search.visited, isHere: search.isHere.value }, () => void this.visit(hit)))}
      </ul>`;
  }

  private messages(): TemplateResult {
    const { search } = this;
    const hits = search.hits.value;
    return html`
      ${hits.length > 0 ? html`<h3 class="search-title">Messages</h3>` : nothing}
      <ul class="search-hits" role="list">${hits.map((hit) => searchHit(this.screen, hit, { visited: hit === search.visited, isHere: search.isHere.value }, () => void this.visit(hit)))}</ul>
      ${search.hasMore.value ? html`<button class="button quiet wide" type="button" ?disabled=${search.state.value === "asking"} @click=${() => void search.more()}>${hits.length > 0 ? "Show more" : "Search further back"}</button>` : nothing}
      <p class="quiet" role="status">${this.note(hits.length)}</p>`;
  }

  private note(length: number): TemplateResult | string {
    const { state, error, searched, hasMore, isHere } = this.search;
    if (error.value) return html`<span class="search-error">${error.value}</span>`;
    if (state.value === "at rest")
      return isHere.value ? "Search in this conversation." : "Search in all messages that you can read.";
    if (state.value === "asking" && length === 0) return "Searching…";
    const found =
      length > 0 ? `${count(length, "message")}${hasMore.value ? " so far" : ""}` : "No messages found";
    return searched.value ? `${found}. ${searchedLine(searched.value)}` : "";
  }

  private typed(event: InputEvent): void {
    const text = (event.target as HTMLInputElement).value;
    this.search.enter(text);
    this.name(text);
  }

  private name(text: string): void {
    this.named.enter(text);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.findPeople(), WAIT_MS);
  }

  private async findPeople(): Promise<void> {
    const { word } = this.named;
    const users = word ? await this.screen.chat.people.search(word).catch(() => []) : [];
    if (word === this.named.word) this.users = users;
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    this.stops()[0]?.focus();
  }

  /** Arrow keys move through what was found, and from the first back to the field. */
  private step(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const stops = this.stops();
    const next = stops.indexOf(document.activeElement as HTMLElement) + by;
    if (next < 0) this.querySelector<HTMLElement>("[role=searchbox]")?.focus();
    else stops[next]?.focus();
  }

  private stops(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".search-found button:not(:disabled)")];
  }

  private scrolled(event: Event): void {
    this.search.scrolled = (event.currentTarget as HTMLElement).scrollTop;
  }

  private open(item: ConversationItem): void {
    this.close();
    this.screen.go(item);
  }

  private visit(hit: SearchHit): void {
    this.search.visited = hit;
    this.screen.search.value = this.search;
    this.close();
    this.screen.router.go(hit.conversation, hit.seq);
  }
}

function chip(words: string, pressed: boolean, act: () => void): TemplateResult {
  return html`<button class="search-chip" type="button" aria-pressed=${pressed} @click=${act}>${pressed ? icon("tick", 16) : nothing}<span dir="auto">${words}</span></button>`;
}

function option(face: TemplateResult, name: string, act: () => void): TemplateResult {
  return html`<li><button class="person search-name" type="button" @click=${act}>${face}<span class="person-words"><span class="person-name" dir="auto">${name}</span></span></button></li>`;
}
