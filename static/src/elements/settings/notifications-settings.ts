import { html, type nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { ChangePreferences, NotificationPreferences } from "../../models/api";
import { type SettingsScreen, sentence } from "../../screen/settings-screen";
import "./device-notifications";
import { emailChoice, levelChoices, privacyChoices } from "./notification-choices";
import "./notification-keywords";
import "./other-devices";
import "./quiet-times";

/** Notification settings of this device, other devices and the account. Changes take effect at once. */
@customElement("notifications-settings")
export class NotificationsSettings extends Watcher {
  @property({ attribute: false }) screen!: SettingsScreen;
  @state() private trouble = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult {
    const { screen } = this;
    const preferences = screen.chat.notificationSettings.preferences.value;
    return html`<div class="notification-settings">
      <section class="settings-part" aria-labelledby="this-device">
        <h2 id="this-device">This device</h2>
        <device-notifications .screen=${screen}></device-notifications>
      </section>
      <other-devices .screen=${screen}></other-devices>
      ${preferences ? this.account(preferences) : this.waiting()}
    </div>`;
  }

  private account(preferences: NotificationPreferences): TemplateResult {
    const change = (changes: ChangePreferences) => this.change(changes);
    const { screen } = this;
    return html`
      <section class="settings-part" aria-labelledby="hear-of">
        <h2 id="hear-of">Notify me about</h2>
        ${levelChoices(preferences, change)}
        <notification-keywords .words=${preferences.keywords} .change=${change}></notification-keywords>
        <div class="choices">
          <label><input type="checkbox" .checked=${preferences.first_only} @change=${(event: Event) => change({ first_only: (event.target as HTMLInputElement).checked })} />
            <span>Only the first message<small>Then nothing more from that conversation until I read it</small></span></label>
        </div>
      </section>
      <section class="settings-part" aria-labelledby="when">
        <h2 id="when">Quiet times</h2>
        <quiet-times .preferences=${preferences} .change=${change} .timeZone=${screen.chat.account.me.value.time_zone}></quiet-times>
      </section>
      <section class="settings-part" aria-labelledby="what-they-say">
        <h2 id="what-they-say">Preview</h2>
        ${privacyChoices(preferences, change)}
      </section>
      <section class="settings-part" aria-labelledby="by-email">
        <h2 id="by-email">By email</h2>
        ${emailChoice(preferences, change)}
      </section>`;
  }

  private waiting(): TemplateResult | typeof nothing {
    if (!this.trouble) return html`<div class="skeleton-rows" aria-busy="true"></div>`;
    return html`<p class="notice danger" role="alert">${this.trouble}
      <button class="link-button" type="button" @click=${this.load}>Try again</button></p>`;
  }

  private async load(): Promise<void> {
    this.trouble = "";
    try {
      await this.screen.chat.notificationSettings.load();
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  private change(changes: ChangePreferences): Promise<boolean> {
    const { notificationSettings } = this.screen.chat;
    return this.screen.attempt(() => notificationSettings.change(changes));
  }
}
