import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../icons/icon";
import type { User } from "../../models/api";
import { badge } from "../../render/words";
import { ConversationSearch } from "../../screen/conversation-search";
import type { DialogRequest } from "../../screen/dialogs";
import type { Screen } from "../../screen/screen";
import { avatar, conversationAvatar } from "../avatar";
import { type Destination, destinations } from "./destinations";
import { DialogBox } from "./dialog-box";

const WAIT_MS = 150;

/** Ctrl-K: goes to a conversation, a person, a command or a search by a few letters. */
@customElement("quick-switcher")
export class QuickSwitcher extends DialogBox<Extract<DialogRequest, { name: "quick-switcher" }>> {
  private readonly search = new ConversationSearch(this, () => this.screen);
  /** The key of the option that the user moved to. */
  @state() private picked = "";
  @state() private users: readonly User[] = [];
  private found: readonly Destination[] = [];
  private timer = 0;
  readonly heading = "Go to";
  override readonly look = "switcher";

  protected override body(): TemplateResult {
    const { word } = this.search;
    this.found = destinations(this.screen, word, this.users, this.search.matches);
    return html`<div class="dialog-body">
      <input class="input" type="text" role="combobox" data-first dir="auto" autocomplete="off" enterkeyhint="go" placeholder="Conversation, person or command" aria-label="Conversation, person or command"
        aria-expanded="true" aria-controls="switcher-found" aria-activedescendant=${this.active ? `choice-${this.active}` : nothing}
        @input=${this.typed} @keydown=${this.key} />
      <ul class="people pick" id="switcher-found" role="listbox" aria-label="Found">
        ${repeat(
          this.found,
          ({ key }) => key,
          (destination) => this.option(destination.key, look(destination, this.screen)),
        )}
        ${word ? this.option("search", looking(word)) : nothing}
      </ul>
      ${this.note()}
    </div>`;
  }

  private get keys(): string[] {
    return [...this.found.map(({ key }) => key), ...(this.search.word ? ["search"] : [])];
  }

  /** The key of the option that Enter takes: the first, but not the last one while the server may find better ones. */
  private get active(): string | undefined {
    const { keys } = this;
    if (keys.includes(this.picked)) return this.picked;
    return this.found.length === 0 && this.search.state === "asking" ? undefined : keys[0];
  }

  private note(): TemplateResult | typeof nothing {
    const { state } = this.search;
    if (state === "failed")
      return html`<p class="quiet" role="status">The server cannot be reached. Only loaded conversations are searched.</p>`;
    if (this.found.length > 0) return nothing;
    const words =
      state === "asking"
        ? "Searching…"
        : this.search.word
          ? "Nothing by that name."
          : "No other conversations yet.";
    return html`<p class="quiet" role="status">${words}</p>`;
  }

  private option(key: string, content: TemplateResult): TemplateResult {
    const isActive = key === this.active;
    return html`<li class="person option ${isActive ? "active" : ""}" id="choice-${key}" role="option" aria-selected=${isActive}
      @click=${() => this.go(key)} @pointermove=${() => (this.picked = key)}>${content}</li>`;
  }

  protected override updated(): void {
    this.querySelector(".option.active")?.scrollIntoView?.({ block: "nearest" });
  }

  private typed(event: InputEvent): void {
    this.search.enter((event.target as HTMLInputElement).value);
    this.picked = "";
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.searchPeople(), WAIT_MS);
  }

  private async searchPeople(): Promise<void> {
    const { word } = this.search;
    if (!word) return;
    // When offline, still search the loaded conversations.
    const users = await this.screen.chat.people.search(word).catch(() => []);
    if (word === this.search.word) this.users = users;
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { keys, active } = this;
    if (by !== undefined && keys.length > 0) {
      event.preventDefault();
      const from = active ? keys.indexOf(active) : by > 0 ? -1 : 0;
      this.picked = keys[(from + by + keys.length) % keys.length]!;
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active) void this.go(active);
    }
  }

  private async go(key: string): Promise<void> {
    const destination = this.found.find((each) => each.key === key);
    const { word } = this.search;
    this.close();
    const { screen } = this;
    if (!destination) screen.show({ name: "search", conversation: null, text: word });
    else if ("item" in destination) screen.go(destination.item);
    else if ("command" in destination) destination.command.act();
    else
      await screen.attempt(async () =>
        screen.go(await screen.chat.conversations.create({ kind: "direct", members: [destination.user.id] })),
      );
  }
}

function look(destination: Destination, screen: Screen): TemplateResult {
  if ("command" in destination) {
    const { command } = destination;
    return words(
      html`<span class="switcher-icon">${icon(command.icon)}</span>`,
      command.label,
      command.line,
      command.shortcut,
    );
  }
  if ("user" in destination) {
    const { user } = destination;
    return words(avatar(user, 36), user.display_name, `@${user.username}`);
  }
  const { item } = destination;
  const presence = item.peer ? screen.chat.presence.of(item.peer.id) : undefined;
  const line = item.peer ? `@${item.peer.username}` : item.conversation.topic;
  return html`${words(conversationAvatar(item, 36, presence), item.title, line)}
    ${item.unread > 0 ? html`<span class="badge ${item.muted || item.blocked ? "muted" : ""}">${badge(item.unread)}</span>` : nothing}`;
}

function looking(word: string): TemplateResult {
  return words(html`<span class="switcher-icon">${icon("search")}</span>`, `Search messages for “${word}”`);
}

function words(face: TemplateResult, name: string, line = "", keys = ""): TemplateResult {
  return html`${face}<span class="person-words"><span class="person-name" dir="auto">${name}</span>${line ? html`<span class="person-line" dir="auto">${line}</span>` : nothing}</span>
    ${keys ? html`<kbd>${keys}</kbd>` : nothing}`;
}
