import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { DialogRequest } from "../../screen/dialogs";
import { personButton } from "../person-face";
import { DialogBox } from "./dialog-box";

/** The reactions to a message, with the people who added them. */
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
          const user = chat.people.get(id);
          return html`<li class="person">${personButton(this.screen, user, { open: () => this.openCard(id) })}
            <span class="emoji large">${emoji}</span></li>`;
        }),
      )}</ul>
    </div>`;
  }
}
