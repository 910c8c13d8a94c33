import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Notify } from "../../models/api";
import type { DialogRequest } from "../../screen/dialogs";
import { visitSettings } from "../../screen/visiting";
import { DialogBox } from "./dialog-box";

const WORDS: Record<Notify, string> = { all: "Everything", mentions: "Only mentions", nothing: "Nothing" };

/** Sets which messages of one conversation the user is notified of. */
@customElement("notify-dialog")
export class NotifyDialog extends DialogBox<Extract<DialogRequest, { name: "notify" }>> {
  readonly heading = "Notifications here";
  override readonly look = "small";

  override connectedCallback(): void {
    super.connectedCallback();
    // Needed only to describe "default".
    void this.screen.chat.notificationSettings.load().catch(() => undefined);
  }

  protected override body(): TemplateResult {
    const { chat } = this.screen;
    const item = chat.conversations.get(this.request.conversation);
    const notify = item?.conversation.membership.notify ?? null;
    const { preferences } = chat.notificationSettings;
    const usual = item?.kind === "channel" ? preferences.value?.notify_channels : preferences.value?.notify;
    return html`<div class="dialog-body">
      <fieldset class="choices">
        <legend dir="auto">${item?.title}</legend>
        ${this.choice(null, notify, "Default", usual ? `Your setting: ${WORDS[usual].toLowerCase()}` : "What your settings say")}
        ${this.choice("all", notify, WORDS.all)}
        ${this.choice("mentions", notify, WORDS.mentions, "Messages that mention you, reply to you or contain one of your words")}
        ${this.choice("nothing", notify, WORDS.nothing, "Unread messages are still counted")}
      </fieldset>
      <button class="link-button" type="button" @click=${() => visitSettings(this.screen.chat.session, "notifications/")}>All notification settings</button>
    </div>`;
  }

  private choice(value: Notify | null, chosen: Notify | null, label: string, meaning = ""): TemplateResult {
    return html`<label><input type="radio" name="notify" .checked=${live(value === chosen)} @change=${() => this.pick(value)} />
      <span>${label}${meaning ? html`<small>${meaning}</small>` : ""}</span></label>`;
  }

  private pick(notify: Notify | null): void {
    const { screen, request } = this;
    void screen.attempt(() => screen.chat.conversations.setMembership(request.conversation, { notify }));
  }
}
