import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { fold } from "../../helpers/fold";
import type { ConversationItem, User } from "../../models/api";
import { badge } from "../../render/words";
import { ConversationSearch } from "../../screen/conversation-search";
import type { DialogRequest } from "../../screen/dialogs";
import { avatar, conversationAvatar } from "../avatar";
import { DialogBox } from "./dialog-box";

const SHOWN = 9;
const WAIT_MS = 150;

type Choice = { key: string; item: ConversationItem } | { key: string; user: User };

/** Ctrl-K: opens a conversation by a few letters. Conversations first, then people without a direct conversation. */
@customElement("quick-switcher")
export class QuickSwitcher extends DialogBox<Extract<DialogRequest, { name: "quick-switcher" }>> {
  private readonly search = new ConversationSearch(this, () => this.screen);
  @state() private active = 0;
  @state() private users: readonly User[] = [];
  private timer = 0;
  readonly heading = "Go to";
  override readonly look = "switcher";

  protected override body(): TemplateResult {
    const choices = this.choices();
    const active = choices[this.active];
    return html`<div class="dialog-body">
      <input class="input" type="text" role="combobox" data-first dir="auto" autocomplete="off" placeholder="Conversation or person" aria-label="Conversation or person"
        aria-expanded="true" aria-controls="switcher-found" aria-activedescendant=${active ? `choice-${active.key}` : nothing}
        @input=${this.typed} @keydown=${this.key} />
      <ul class="people pick" id="switcher-found" role="listbox" aria-label="Found">
        ${repeat(
          choices,
          ({ key }) => key,
          (choice, index) => this.choice(choice, index),
        )}
      </ul>
      ${this.note(choices.length)}
    </div>`;
  }

  private note(count: number): TemplateResult | typeof nothing {
    const { state } = this.search;
    if (state === "failed")
      return html`<p class="quiet" role="status">The server cannot be reached. Only loaded conversations are searched.</p>`;
    if (count > 0) return nothing;
    return html`<p class="quiet" role="status">${state === "asking" ? "Searching…" : "Nothing found."}</p>`;
  }

  private choice(choice: Choice, index: number): TemplateResult {
    const { chat } = this.screen;
    const face =
      "item" in choice
        ? conversationAvatar(
            choice.item,
            36,
            choice.item.peer ? chat.presence.of(choice.item.peer.id) : undefined,
          )
        : avatar(choice.user, 36);
    const name = "item" in choice ? choice.item.title : choice.user.display_name;
    const line =
      "item" in choice
        ? choice.item.peer
          ? `@${choice.item.peer.username}`
          : choice.item.conversation.topic
        : `@${choice.user.username}`;
    return html`<li class="person option ${index === this.active ? "active" : ""}" id="choice-${choice.key}" role="option" aria-selected=${index === this.active}
      @click=${() => this.go(choice)} @pointermove=${() => (this.active = index)}>
      ${face}
      <span class="person-words"><span class="person-name" dir="auto">${name}</span><span class="person-line" dir="auto">${line}</span></span>
      ${"item" in choice && choice.item.unread > 0 ? html`<span class="badge ${choice.item.muted || choice.item.blocked ? "muted" : ""}">${badge(choice.item.unread)}</span>` : nothing}
    </li>`;
  }

  private choices(): Choice[] {
    const { chat } = this.screen;
    const { word } = this.search;
    const items = [...chat.conversations.listed.value, ...chat.conversations.archived.value];
    const scored = items
      .filter((item) => this.search.finds(item))
      .map((item) => ({
        item,
        score: score(fold(`${item.title} ${item.peer?.username ?? ""}`), fold(word)),
      }));
    scored.sort((a, b) => b.score - a.score || Number(b.item.unread > 0) - Number(a.item.unread > 0));
    const choices: Choice[] = scored.slice(0, SHOWN).map(({ item }) => ({ key: item.id, item }));
    const known = new Set(items.map((item) => item.peer?.id));
    for (const user of word ? this.users : [])
      if (!known.has(user.id) && choices.length < SHOWN) choices.push({ key: user.id, user });
    return choices;
  }

  private typed(event: InputEvent): void {
    this.search.enter((event.target as HTMLInputElement).value);
    this.active = 0;
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
    const choices = this.choices();
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && choices.length > 0) {
      event.preventDefault();
      this.active = (this.active + by + choices.length) % choices.length;
    } else if (event.key === "Enter") {
      event.preventDefault();
      const choice = choices[this.active];
      if (choice) void this.go(choice);
    }
  }

  private async go(choice: Choice): Promise<void> {
    this.close();
    const { screen } = this;
    if ("item" in choice) screen.go(choice.item);
    else
      await screen.attempt(async () =>
        screen.go(await screen.chat.conversations.create({ kind: "direct", members: [choice.user.id] })),
      );
  }
}

/** Ranks a match: start of the name, start of a word, elsewhere, and last a match that only the server found. */
function score(name: string, word: string): number {
  if (!word) return 1;
  const at = name.indexOf(word);
  if (at < 0) return 0;
  if (at === 0) return 3;
  return /[\s_-]/.test(name[at - 1] ?? "") ? 2 : 1;
}
