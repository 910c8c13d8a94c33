import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Watcher } from "../../helpers/watcher";
import { applyTheme, type Liking, like, liking, type Theme } from "../../screen/preferences";
import type { SettingsScreen } from "../../screen/settings-screen";

const THEMES: readonly [Theme, string][] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** Settings for appearance and writing. Changes take effect at once. */
@customElement("preferences-settings")
export class PreferencesSettings extends Watcher {
  @property({ attribute: false }) screen!: SettingsScreen;

  override render(): TemplateResult {
    const { theme, enterSends, bubbles } = liking(this.screen.chat.account);
    return html`<form class="stack">
      <fieldset class="choices">
        <legend>Appearance <span class="optional">in this browser</span></legend>
        <div class="segments">
          ${THEMES.map(
            ([value, label]) =>
              html`<label><input type="radio" name="theme" value=${value} .checked=${theme === value} @change=${() => this.set({ theme: value })} /><span>${label}</span></label>`,
          )}
        </div>
      </fieldset>
      <fieldset class="choices">
        <legend>Direct conversations <span class="optional">in this browser</span></legend>
        <label><input type="checkbox" .checked=${bubbles} @change=${(event: Event) => this.set({ bubbles: (event.target as HTMLInputElement).checked })} /><span>Show messages as bubbles</span></label>
      </fieldset>
      <fieldset class="choices">
        <legend>Enter key</legend>
        <label><input type="radio" name="enter" .checked=${live(enterSends)} @change=${() => this.set({ enterSends: true })} /><span>Sends the message<small>Shift Enter adds a new line</small></span></label>
        <label><input type="radio" name="enter" .checked=${live(!enterSends)} @change=${() => this.set({ enterSends: false })} /><span>Adds a new line<small>Ctrl Enter sends the message</small></span></label>
      </fieldset>
    </form>`;
  }

  private set(changes: Partial<Liking>): void {
    if (changes.theme) applyTheme(changes.theme);
    void this.screen.attempt(() => like(this.screen.chat.account, changes));
  }
}
