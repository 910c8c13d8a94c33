import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Me } from "../models/api";
import { applyTheme, type Liking, like, liking, type Theme } from "../screen/preferences";
import { DialogBox } from "./dialog-box";

const THEMES: readonly [Theme, string][] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

const WHO_MAY_ADD: readonly [Me["who_may_add"], string, string?][] = [
  ["everyone", "Everyone"],
  ["shared", "People I share a conversation with", "Others have to ask you first"],
  ["nobody", "Nobody", "Everyone has to ask you first"],
];

/** What takes effect at once, on every device of mine. */
@customElement("preferences-dialog")
export class PreferencesDialog extends DialogBox {
  readonly heading = "Preferences";
  override readonly look = "small";

  protected override body(): TemplateResult {
    const { theme, enterSends, bubbles } = liking(this.screen.chat);
    return html`<form class="dialog-body">
      <fieldset class="choices">
        <legend>Look</legend>
        <div class="segments">
          ${THEMES.map(
            ([value, label]) =>
              html`<label><input type="radio" name="theme" value=${value} .checked=${theme === value} @change=${() => this.set({ theme: value })} /><span>${label}</span></label>`,
          )}
        </div>
      </fieldset>
      <fieldset class="choices">
        <legend>Enter</legend>
        <label><input type="radio" name="enter" .checked=${enterSends} @change=${() => this.set({ enterSends: true })} /><span>sends the message<small>Shift Enter makes a new line</small></span></label>
        <label><input type="radio" name="enter" .checked=${!enterSends} @change=${() => this.set({ enterSends: false })} /><span>makes a new line<small>Ctrl Enter sends the message</small></span></label>
      </fieldset>
      <fieldset class="choices">
        <legend>Direct conversations</legend>
        <label><input type="checkbox" .checked=${bubbles} @change=${(event: Event) => this.set({ bubbles: (event.target as HTMLInputElement).checked })} /><span>Show messages as bubbles</span></label>
      </fieldset>
      <fieldset class="choices">
        <legend>Who can add you to groups and write to you first</legend>
        ${WHO_MAY_ADD.map(
          ([value, label, more]) =>
            html`<label><input type="radio" name="who-may-add" value=${value} .checked=${this.screen.chat.me.value.who_may_add === value} @change=${() => this.admit(value)} /><span>${label}${more ? html`<small>${more}</small>` : nothing}</span></label>`,
        )}
      </fieldset>
      <button class="link-button" type="button" @click=${this.showNotifications}>Notifications</button>
    </form>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.screen.chat.notifying.moment();
  }

  private showNotifications(): void {
    this.close();
    this.screen.show({ name: "notifications" });
  }

  private admit(who_may_add: Me["who_may_add"]): void {
    void this.screen.attempt(() => this.screen.chat.updateMe({ who_may_add }));
  }

  private set(changes: Partial<Liking>): void {
    if (changes.theme) applyTheme(changes.theme);
    void this.screen.attempt(() => like(this.screen.chat, changes));
  }
}
