import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { Registration } from "../../models/api";
import { listTime } from "../../render/times";
import type { SettingsScreen } from "../../screen/settings-screen";

const CHANNELS = { webpush: "Browser", fcm: "App", apns: "App" } as const;

/** The user's other devices that can receive notifications, each with a switch. */
@customElement("other-devices")
export class OtherDevices extends Watcher {
  @property({ attribute: false }) screen!: SettingsScreen;
  @state() private devices: readonly Registration[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.devices.length) return nothing;
    return html`<section class="settings-part" aria-labelledby="other-devices">
      <h2 id="other-devices">My other devices</h2>
      <div class="choices">${this.devices.map((device) => this.line(device))}</div>
    </section>`;
  }

  private line(device: Registration): TemplateResult {
    const { id, channel, device_name, confirmed_at, is_enabled } = device;
    return html`<label><input type="checkbox" .checked=${is_enabled} @change=${(event: Event) => this.switch(id, (event.target as HTMLInputElement).checked)} />
      <span>${device_name || "A device"}<small>${CHANNELS[channel]} · confirmed ${listTime(confirmed_at)}</small></span></label>`;
  }

  private async load(): Promise<void> {
    const { notificationSettings } = this.screen.chat;
    const all = await notificationSettings.registrations().catch(() => []);
    this.devices = all.filter(({ is_current }) => !is_current);
  }

  private async switch(id: string, isOn: boolean): Promise<void> {
    await this.screen.attempt(() => this.screen.chat.notificationSettings.switch(id, isOn));
    await this.load();
  }
}
