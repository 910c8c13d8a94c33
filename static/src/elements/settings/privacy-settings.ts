import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Watcher } from "../../helpers/watcher";
import type { Me } from "../../models/api";
import type { SettingsScreen } from "../../screen/settings-screen";

const WHO_MAY_ADD: readonly [Me["who_may_add"], string, string?][] = [
  ["everyone", "Everyone"],
  ["shared", "People I share a conversation with", "Others have to ask you first"],
  ["nobody", "Nobody", "Everyone has to ask you first"],
];

/** Settings for who may contact the user without asking. Changes take effect at once. */
@customElement("privacy-settings")
export class PrivacySettings extends Watcher {
  @property({ attribute: false }) screen!: SettingsScreen;

  override render(): TemplateResult {
    const { who_may_add } = this.screen.chat.account.me.value;
    return html`<fieldset class="choices">
      <legend>Who can add you to groups and write to you first</legend>
      ${WHO_MAY_ADD.map(
        ([value, label, more]) =>
          html`<label><input type="radio" name="who-may-add" value=${value} .checked=${live(who_may_add === value)} @change=${() => this.admit(value)} /><span>${label}${more ? html`<small>${more}</small>` : nothing}</span></label>`,
      )}
    </fieldset>`;
  }

  private async admit(who_may_add: Me["who_may_add"]): Promise<void> {
    await this.screen.attempt(() => this.screen.chat.account.update({ who_may_add }));
    // If it is refused, show the previous choice.
    this.requestUpdate();
  }
}
