import { html, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { people } from "../../render/words";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";
import "./people-picker";
import type { PeoplePicker } from "./people-picker";

@customElement("add-members")
export class AddMembers extends DialogBox<Extract<DialogRequest, { name: "add-members" }>> {
  @state() private chosen = 0;
  @state() private busy = false;
  @query("people-picker") private readonly picker!: PeoplePicker;
  readonly heading = "Add people";

  protected override body(): TemplateResult {
    const members = this.screen.chat.conversations.get(this.request.conversation)?.conversation.members ?? [];
    const present = new Set(members.map(({ user }) => user));
    return html`<div class="dialog-body">
        <people-picker .screen=${this.screen} .present=${present} @chosen=${() => (this.chosen = this.picker.chosen.length)}></people-picker>
        ${this.refusal()}
      </div>
      <footer class="dialog-foot">
        <button class="button" type="button" @click=${this.close}>Cancel</button>
        <button class="button primary" type="button" ?disabled=${this.busy || this.chosen === 0} @click=${this.add}>
          ${this.chosen > 1 ? `Add ${this.chosen} people` : "Add"}
        </button>
      </footer>`;
  }

  private async add(): Promise<void> {
    this.busy = true;
    await this.tried(async () => {
      const asked: string[] = [];
      for (const user of this.picker.chosen) {
        if (!(await this.screen.chat.members.add(this.request.conversation, user.id)))
          asked.push(user.display_name);
        // A retry after a refusal must only add the remaining people.
        this.picker.chosen = this.picker.chosen.filter((other) => other !== user);
        this.chosen = this.picker.chosen.length;
      }
      this.close();
      if (asked.length) this.screen.toast(`${people(asked)} will be asked first`);
    });
    this.busy = false;
  }
}
