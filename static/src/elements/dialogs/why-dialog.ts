import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Ledger, Notification } from "../../models/api";
import { whereTo } from "../../render/hops";
import type { DialogRequest } from "../../screen/dialogs";
import { visitSettings } from "../../screen/visiting";
import { DialogBox } from "./dialog-box";
import { hopList } from "./hop-list";

/** Explains why the user was or was not notified of a message: the ledger's entry for each device. */
@customElement("why-dialog")
export class WhyDialog extends DialogBox<Extract<DialogRequest, { name: "why" }>> {
  readonly heading = "Why was I notified, or not?";
  @state() private ledger: Ledger | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override body(): TemplateResult {
    return html`<div class="dialog-body" aria-busy=${!this.ledger && !this.error}>
      ${this.refusal()}
      ${this.ledger ? this.answer(this.ledger) : nothing}
      <button class="link-button" type="button" @click=${() => visitSettings(this.screen.chat.session, "notifications/")}>Notification settings</button>
    </div>`;
  }

  private answer({ items, why }: Ledger): TemplateResult {
    const decisions = items.filter(({ kind }) => kind !== "clear");
    if (decisions.length)
      return html`<ul class="ledger" role="list">${decisions.map((one) => this.one(one))}</ul>`;
    return html`<p>${why?.detail ?? "There is no longer a record of it."}</p>
      ${why?.from_settings_now ? html`<p class="quiet">According to your current settings.</p>` : nothing}`;
  }

  private one(notification: Notification): TemplateResult {
    return html`<li><h3>${whereTo(notification)}</h3>${hopList(notification)}</li>`;
  }

  private async load(): Promise<void> {
    const { conversation, seq } = this.request;
    await this.tried(async () => {
      this.ledger = await this.screen.chat.notificationSettings.why(conversation, seq);
    });
  }
}
