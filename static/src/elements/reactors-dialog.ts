import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { DialogRequest } from "../screen/dialogs";
import { avatar } from "./avatar";
import { DialogBox } from "./dialog-box";

/** Who reacted, and how. */
@customElement("reactors-dialog")
export class ReactorsDialog extends DialogBox<Extract<DialogRequest, { name: "reactors" }>> {
  readonly heading = "Reactions";
  override readonly look = "small";

  protected override body(): TemplateResult {
    const { chat, timeline } = this.screen;
    const reactions = Object.entries(timeline.value?.message(this.request.seq)?.reactions ?? {});
    return html`<div class="dialog-body">
      <ul class="people" role="list">${reactions.flatMap(([emoji, users]) =>
        users.map((id) => {
          const user = chat.user(id);
          return html`<li class="person">${avatar(user, 36)}<span class="person-words">
            <span class="person-name" dir="auto">${user.display_name}</span><span class="person-line">@${user.username}</span></span>
            <span class="emoji large">${emoji}</span></li>`;
        }),
      )}</ul>
    </div>`;
  }
}
