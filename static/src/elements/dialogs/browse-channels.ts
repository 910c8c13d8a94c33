import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../icons/icon";
import type { Channel } from "../../models/api";
import { count } from "../../render/words";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";

/** The channels of this server, to search, join and open. */
@customElement("browse-channels")
export class BrowseChannels extends DialogBox<Extract<DialogRequest, { name: "browse-channels" }>> {
  @state() private channels: readonly Channel[] | null = null;
  @state() private cursor: string | null = null;
  private word = "";
  private timer = 0;
  readonly heading = "Channels";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override body(): TemplateResult {
    return html`<div class="dialog-body">
      <input class="input" type="search" data-first dir="auto" autocomplete="off" aria-label="Find a channel" placeholder="Find a channel" @input=${this.typed} />
      <ul class="people" role="list">
        ${repeat(
          this.channels ?? [],
          ({ id }) => id,
          (channel) => this.channel(channel),
        )}
      </ul>
      ${this.cursor ? html`<button class="button quiet wide" type="button" @click=${() => this.load(this.cursor!)}>More channels</button>` : nothing}
      ${this.channels?.length === 0 ? this.none() : nothing}
      ${this.refusal()}
    </div>`;
  }

  private channel(channel: Channel): TemplateResult {
    const { chat } = this.screen;
    const mine = chat.conversations.get(channel.id);
    return html`<li class="person">
      <span class="avatar avatar-36 avatar-channel" aria-hidden="true">${icon("channel", 16)}</span>
      <span class="person-words">
        <span class="person-name" dir="auto">${channel.title}</span>
        <span class="person-line" dir="auto">${count(channel.member_count, "member")}${channel.topic ? ` · ${channel.topic}` : ""}</span>
      </span>
      <button class="button" type="button" aria-label="${mine ? "Open" : "Join"} ${channel.title}" @click=${() => this.enter(channel)}>${mine ? "Open" : "Join"}</button>
    </li>`;
  }

  private none(): TemplateResult {
    return html`<div class="empty small">
      <p>${this.word ? "No channels found." : "There are no channels yet."}</p>
      <button class="button" type="button" @click=${this.startChannel}>Start a channel</button>
    </div>`;
  }

  private startChannel(): void {
    this.close();
    this.screen.show({ name: "new-conversation", kind: "channel" });
  }

  private async enter({ id }: Channel): Promise<void> {
    const { chat } = this.screen;
    await this.tried(async () => {
      const item = chat.conversations.get(id) ?? (await chat.conversations.join(id));
      this.close();
      this.screen.go(item);
    });
  }

  private typed(event: InputEvent): void {
    this.word = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), 150);
  }

  private async load(cursor?: string): Promise<void> {
    const { word } = this;
    await this.tried(async () => {
      const page = await this.screen.chat.conversations.searchChannels(word, cursor);
      if (word !== this.word) return;
      this.channels = cursor ? [...(this.channels ?? []), ...page.items] : page.items;
      this.cursor = page.next_cursor ?? null;
    });
  }
}
