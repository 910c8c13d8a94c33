import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { bounded } from "../../helpers/bounded";
import { LIMITS } from "../../protocol/generated";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "../dialogs/dialog-box";

/** The note of a saved message. */
@customElement("note-dialog")
export class NoteDialog extends DialogBox<Extract<DialogRequest, { name: "saved-note" }>> {
  readonly heading = "Note";
  override readonly look = "small";

  protected override body(): TemplateResult {
    return html`<form class="dialog-body" @submit=${this.save}>
      <label class="field"><span>Only you see this</span>
        <textarea class="input" name="note" rows="4" dir="auto" data-first @input=${bounded(LIMITS.saved_note)} .value=${this.request.note}></textarea></label>
      ${this.refusal()}
      <div class="form-buttons">
        <button class="button" type="button" @click=${this.close}>Cancel</button>
        <button class="button primary" type="submit">Save</button>
      </div>
    </form>`;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { conversation, seq } = this.request;
    const note = String(new FormData(event.target as HTMLFormElement).get("note"));
    if (await this.tried(() => this.screen.chat.saved.change("patch", { conversation, seq }, { note })))
      this.close();
  }
}
