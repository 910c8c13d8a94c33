import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Confirmation } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";

@customElement("confirm-dialog")
export class ConfirmDialog extends DialogBox<Confirmation> {
  @state() private busy = false;
  override readonly look = "small";

  get heading(): string {
    return this.request.heading;
  }

  protected override body(): TemplateResult {
    const { text, verb, danger, stay = "Cancel" } = this.request;
    return html`<div class="dialog-body"><p class="confirm-text" dir="auto">${text}</p></div>
      <footer class="dialog-foot">
        <button class="button" type="button" @click=${this.close}>${stay}</button>
        <button class="button primary ${danger ? "danger" : ""}" type="button" data-first ?disabled=${this.busy} @click=${this.act}>${verb}</button>
      </footer>`;
  }

  private async act(): Promise<void> {
    this.busy = true;
    this.close();
    await this.request.act();
  }
}
