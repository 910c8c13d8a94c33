import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Screen } from "../../screen/screen";

/** Asks before the browser's own permission prompt, at a suitable moment. */
@customElement("notification-offer")
export class NotificationOffer extends Watcher {
  @property({ attribute: false }) screen!: Screen;

  override render(): TemplateResult | typeof nothing {
    const { browserPush, connection } = this.screen.chat;
    // Turning it on needs a connection.
    if (!browserPush.isOffered.value || connection.line.value.visible) return nothing;
    return html`<aside class="status-line notification-offer" aria-label="Notifications">
      <p role="status">${icon("bell")}<span>Get notified of new messages when Parlance is closed</span></p>
      <div>
        <button class="button quiet" type="button" @click=${() => browserPush.notNow()}>Not now</button>
        <button class="button" type="button" @click=${this.turnOn}>Turn on</button>
      </div>
    </aside>`;
  }

  private async turnOn(): Promise<void> {
    const { browserPush } = this.screen.chat;
    await this.screen.attempt(() => browserPush.turnOn());
    const { permission, isOn, problem } = browserPush.device.value;
    if (isOn) this.screen.toast(problem ?? "Notifications are on");
    else if (permission === "denied")
      this.screen.toast("Your browser blocks them. Allow them for this site in its settings.");
  }
}
