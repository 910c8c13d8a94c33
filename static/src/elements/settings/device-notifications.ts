import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { Watcher } from "../../helpers/watcher";
import type { Notification, ThisDevice } from "../../models/api";
import { type SettingsScreen, sentence } from "../../screen/settings-screen";
import { hopList } from "../dialogs/hop-list";

const APPLE = /iPhone|iPad/.test(navigator.userAgent);

/** Notifications in this browser: the switch, the browser's permission, and a test. */
@customElement("device-notifications")
export class DeviceNotifications extends Watcher {
  @property({ attribute: false }) screen!: SettingsScreen;
  @state() private test: Notification | null = null;
  @state() private testing = false;
  @state() private trouble = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.screen.chat.browserPush.look();
  }

  override render(): TemplateResult {
    const { browserPush } = this.screen.chat;
    const device = browserPush.device.value;
    const can = device.permission === "default" || device.permission === "granted";
    return html`
      <div class="choices">
        <label><input type="checkbox" .checked=${live(device.isOn)} ?disabled=${!can || device.isBusy} @change=${this.toggle} />
          <span>Notifications on this device<small>${inWords(device)}</small></span></label>
        <label><input type="checkbox" .checked=${device.sound} ?disabled=${!device.isOn} @change=${(event: Event) => browserPush.setSound((event.target as HTMLInputElement).checked)} />
          <span>A sound while Parlance is open</span></label>
      </div>
      ${
        device.isOn
          ? html`<div class="test-line">
              <button class="button" type="button" ?disabled=${this.testing || device.isBusy} @click=${this.sendTest}>Send a test</button>
              <div role="status">${this.outcome()}</div>
            </div>`
          : nothing
      }
    `;
  }

  private outcome(): TemplateResult | typeof nothing {
    if (this.trouble) return html`<p class="hop failed">${this.trouble}</p>`;
    return this.test ? hopList(this.test) : nothing;
  }

  private toggle(event: Event): void {
    const { browserPush } = this.screen.chat;
    const isOn = (event.target as HTMLInputElement).checked;
    this.test = null;
    this.trouble = "";
    void this.screen.attempt(async () => {
      await (isOn ? browserPush.turnOn() : browserPush.turnOff());
      this.requestUpdate();
      this.dispatchEvent(new Event("changed", { bubbles: true }));
    });
  }

  private async sendTest(): Promise<void> {
    const { browserPush, notificationSettings } = this.screen.chat;
    const { registration, problem } = browserPush.device.value;
    this.test = null;
    this.trouble = registration
      ? ""
      : (problem ?? "This browser is not known to the server. Turn notifications off and on again.");
    if (!registration) return;
    this.testing = true;
    try {
      await notificationSettings.test(registration, (test) => {
        this.test = test;
      });
    } catch (error) {
      this.trouble = sentence(error);
    }
    this.testing = false;
  }
}

function inWords({ permission, isOn, isBusy, problem }: ThisDevice): string {
  if (permission === "unsupported")
    return APPLE
      ? "First add Parlance to the Home Screen: Share, then Add to Home Screen. Open it from there."
      : "This browser cannot show notifications.";
  if (permission === "denied")
    return "Your browser blocks them. Allow them for this site in its settings, then come back.";
  if (isBusy) return "One moment…";
  if (isOn) return problem ?? "You get them even when Parlance is closed.";
  return permission === "default"
    ? "Your browser will ask for your permission."
    : "Your browser allows them.";
}
