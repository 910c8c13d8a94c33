import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Status } from "../../models/api";
import type { DialogRequest } from "../../screen/dialogs";
import { personButton } from "../person-face";
import { messageStatus } from "../timeline/message-status";
import { DialogBox } from "./dialog-box";

/** The members who have read or received a message of the user. */
@customElement("readers-dialog")
export class ReadersDialog extends DialogBox<Extract<DialogRequest, { name: "readers" }>> {
  readonly heading = "Who has read it";
  override readonly look = "small";

  protected override body(): TemplateResult {
    const { conversation, seq } = this.request;
    const { read, delivered, waiting } = this.screen.chat.messages.readers(conversation, seq);
    return html`<div class="dialog-body">
      ${this.group("Read", "read", read)} ${this.group("Delivered", "delivered", delivered)} ${this.group("Not yet delivered", "sent", waiting)}
      ${read.length + delivered.length + waiting.length === 0 ? html`<p class="quiet">There are no other members.</p>` : nothing}
    </div>`;
  }

  private group(label: string, status: Status, users: readonly string[]): TemplateResult | typeof nothing {
    if (users.length === 0) return nothing;
    const { chat } = this.screen;
    return html`<section class="readers">
      <h3>${messageStatus(status)} ${label} <span class="tabular quiet">${users.length}</span></h3>
      <ul class="people" role="list">${users.map((id) => {
        const user = chat.people.get(id);
        return html`<li class="person">${personButton(this.screen, user, { presence: chat.presence.of(id), open: () => this.openCard(id) })}</li>`;
      })}</ul>
    </section>`;
  }
}
