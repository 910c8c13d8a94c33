import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { bounded } from "../../helpers/bounded";
import { icon } from "../../icons/icon";
import type { ConversationItem } from "../../models/api";
import { LIMITS } from "../../protocol/generated";
import { ConversationSearch } from "../../screen/conversation-search";
import type { DialogRequest } from "../../screen/dialogs";
import { conversationAvatar } from "../avatar";
import { destinations } from "./destinations";
import { DialogBox } from "./dialog-box";

const MOST = 5;

/** Forwards a message to a few conversations, with a comment. */
@customElement("forward-dialog")
export class ForwardDialog extends DialogBox<Extract<DialogRequest, { name: "forward" }>> {
  private readonly search = new ConversationSearch(this, () => this.screen);
  @state() private chosen: readonly ConversationItem[] = [];
  readonly heading = "Forward to";

  protected override body(): TemplateResult {
    const found = this.found();
    return html`<form class="dialog-body" @submit=${this.send}>
      ${this.chips()}
      <input class="input" type="search" data-first dir="auto" autocomplete="off" placeholder="Find a conversation" aria-label="Find a conversation"
        @input=${(event: InputEvent) => this.search.enter((event.target as HTMLInputElement).value)} />
      <ul class="people pick" role="list" aria-label="Conversations">
        ${repeat(
          found,
          ({ id }) => id,
          (item) => this.option(item),
        )}
      </ul>
      <p class="quiet" role="status">${this.note(found.length)}</p>
      <label class="field"><span>Comment, if you like</span>
        <textarea class="input" name="comment" rows="2" dir="auto" @input=${bounded(LIMITS.body)}></textarea></label>
      ${this.refusal()}
      <div class="form-buttons">
        <button class="button" type="button" @click=${this.close}>Cancel</button>
        <button class="button primary" type="submit" ?disabled=${!this.chosen.length}>Forward</button>
      </div>
    </form>`;
  }

  /** The conversations that the user can write to. */
  private found(): ConversationItem[] {
    return destinations(this.screen, this.search.word, [], this.search.matches)
      .flatMap((each) => ("item" in each ? each.item : []))
      .filter(({ blocked, conversation }) => !blocked && !conversation.closed_at);
  }

  private note(found: number): string {
    if (this.chosen.length === MOST) return `You can choose up to ${MOST} at once.`;
    if (this.search.state === "failed")
      return "The server cannot be reached. Only loaded conversations are searched.";
    if (found) return "";
    return this.search.state === "asking" ? "Searching…" : "No conversation by that name.";
  }

  private chips(): TemplateResult | typeof nothing {
    if (!this.chosen.length) return nothing;
    return html`<ul class="chosen-people" role="list" aria-label="Chosen">${this.chosen.map(
      (item) => html`<li class="chip">${conversationAvatar(item, 24)}<span dir="auto">${item.title}</span>
        <button class="icon-button" type="button" aria-label="Remove ${item.title}" @click=${() => this.toggle(item)}>${icon("close", 16)}</button></li>`,
    )}</ul>`;
  }

  private option(item: ConversationItem): TemplateResult {
    const isChosen = this.chosen.some(({ id }) => id === item.id);
    return html`<li><label class="person">
      <input type="checkbox" .checked=${isChosen} ?disabled=${!isChosen && this.chosen.length === MOST} @change=${() => this.toggle(item)} />
      ${conversationAvatar(item, 36)}
      <span class="person-words"><span class="person-name" dir="auto">${item.title}</span></span>
    </label></li>`;
  }

  private toggle(item: ConversationItem): void {
    const others = this.chosen.filter(({ id }) => id !== item.id);
    this.chosen = others.length < this.chosen.length ? others : [...this.chosen, item];
  }

  private async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const comment = String(new FormData(event.target as HTMLFormElement).get("comment")).trim();
    const { conversation, seq } = this.request;
    const { messages } = this.screen.chat;
    const isSent = await this.tried(async () => {
      for (const { id } of this.chosen) {
        messages.forward(conversation, seq, id, comment);
        // A retry after a refusal must only send to the others.
        this.chosen = this.chosen.filter((item) => item.id !== id);
      }
    });
    if (!isSent) return;
    this.close();
    this.screen.toast("Forwarded");
  }
}
