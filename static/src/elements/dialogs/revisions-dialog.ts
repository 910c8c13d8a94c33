import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Earlier } from "../../models/api";
import { fullTime } from "../../render/times";
import type { DialogRequest } from "../../screen/dialogs";
import { messageText } from "../timeline/message-text";
import { DialogBox } from "./dialog-box";

/** The revisions of an edited message. */
@customElement("revisions-dialog")
export class RevisionsDialog extends DialogBox<Extract<DialogRequest, { name: "revisions" }>> {
  readonly heading = "Earlier versions";
  @state() private earlier: Earlier[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override body(): TemplateResult {
    return html`<div class="dialog-body">
      ${this.refusal()}
      <ol class="revisions" role="list">${this.earlier.map((one) => this.one(one))}</ol>
    </div>`;
  }

  private one({ content, until }: Earlier): TemplateResult {
    return html`<li>
      <div class="message-text" dir="auto">${content.kind === "text" ? messageText(content.text) : "Encrypted."}</div>
      <p class="quiet">until <time datetime=${until}>${fullTime(until)}</time></p>
    </li>`;
  }

  private async load(): Promise<void> {
    const { conversation, seq } = this.request;
    await this.tried(async () => {
      this.earlier = await this.screen.chat.messages.earlier(conversation, seq);
    });
  }
}
