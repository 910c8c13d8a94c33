import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, Message } from "../../models/api";
import { listTime } from "../../render/times";
import type { Screen } from "../../screen/screen";
import { avatar } from "../avatar";
import { messageLine } from "../timeline/message-line";
import { mayPin } from "../timeline/message-menu";
import { showMessage } from "../timeline/show-message";
import { paneHead } from "./pane-head";

/** The pinned messages, the last pinned first. */
@customElement("pins-pane")
export class PinsPane extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;

  override render(): TemplateResult {
    const { screen, item } = this;
    const pins = screen.timeline.value?.pins.value ?? [];
    const none = mayPin(item)
      ? "Pin a message from its menu, and everyone here finds it."
      : "Messages that admins pin appear in this list.";
    return html`
      ${paneHead(screen, "Pinned messages")}
      <div class="pane-body">
        ${
          pins.length
            ? html`<ul class="shared-list" role="list">${repeat(
                pins,
                ({ seq }) => seq,
                (message) => this.pin(message),
              )}</ul>`
            : html`<p class="shared-none quiet" role="status">${none}</p>`
        }
      </div>
    `;
  }

  private pin(message: Message): TemplateResult {
    const { screen, item } = this;
    const { seq, sender, created_at, pinned_by } = message;
    const user = screen.chat.people.get(sender);
    const by = pinned_by ? screen.chat.people.get(pinned_by).display_name : null;
    return html`<li class="shared-item">
      <button class="listed-message" type="button" title="Show the message" @click=${() => void showMessage(screen, seq)}>
        ${avatar(user, 36)}
        <span class="listed-words">
          <span class="listed-head"><bdi class="sender">${user.display_name}</bdi> <time datetime=${created_at}>${listTime(created_at)}</time></span>
          <span class="listed-text" dir="auto">${messageLine(message, 280)}</span>
          ${by ? html`<span class="listed-note">Pinned by <bdi>${by}</bdi></span>` : nothing}
        </span>
      </button>
      ${
        mayPin(item)
          ? html`<button class="icon-button" type="button" aria-label="Unpin for everyone" title="Unpin for everyone"
              @click=${() => screen.chat.messages.perform("message.unpin", { conversation: item.id, seq })}>${icon("unpin")}</button>`
          : nothing
      }
    </li>`;
  }
}
