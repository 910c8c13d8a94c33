import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { NotificationPreferences } from "../../models/api";
import { fullTime } from "../../render/times";
import { pauses } from "../../screen/disturb";
import type { Change } from "./notification-choices";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const NIGHT = { quiet_from: "22:00", quiet_until: "07:00" };

/** Do not disturb, and quiet hours. */
@customElement("quiet-times")
export class QuietTimes extends Watcher {
  @property({ attribute: false }) preferences!: NotificationPreferences;
  @property({ attribute: false }) change!: Change;
  @property({ attribute: false }) timeZone = "UTC";

  override render(): TemplateResult {
    return html`${this.pause()} ${this.hours()}`;
  }

  private pause(): TemplateResult {
    const { muted_until } = this.preferences;
    if (muted_until && Date.parse(muted_until) > Date.now()) {
      return html`<div class="pause-line" role="status">
        <span>Do not disturb until <time datetime=${muted_until}>${fullTime(muted_until)}</time></span>
        <button class="button" type="button" @click=${() => this.change({ muted_until: null })}>Turn off</button>
      </div>`;
    }
    return html`<div class="field" role="group" aria-labelledby="do-not-disturb">
      <span class="label" id="do-not-disturb">Do not disturb</span>
      <div class="pauses">
        ${pauses(new Date()).map(
          ({ label, until }) =>
            html`<button class="button" type="button" @click=${() => this.change({ muted_until: until.toISOString() })}>${label}</button>`,
        )}
      </div>
    </div>`;
  }

  private hours(): TemplateResult {
    const { quiet_from, quiet_until } = this.preferences;
    const isOn = Boolean(quiet_from && quiet_until);
    return html`<div class="choices">
        <label><input type="checkbox" .checked=${isOn} @change=${this.toggle} />
          <span>Quiet hours<small>In your time zone, ${this.timeZone.replaceAll("_", " ")} · <a href="/settings/profile/">Change</a></small></span></label>
      </div>
      ${isOn ? html`<div class="quiet-hours">${this.time("quiet_from", "From")} ${this.time("quiet_until", "Until")} ${this.days()}</div>` : nothing}`;
  }

  private time(name: "quiet_from" | "quiet_until", label: string): TemplateResult {
    const value = this.preferences[name]?.slice(0, 5) ?? "";
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input id=${name} type="time" required .value=${value} @change=${(event: Event) => this.setTime(name, event)} />
    </div>`;
  }

  private days(): TemplateResult {
    const { quiet_days } = this.preferences;
    return html`<fieldset class="choices quiet-days">
      <legend>Starting on</legend>
      <div class="days">
        ${DAYS.map(
          (label, day) =>
            html`<label><input type="checkbox" .checked=${!quiet_days.length || quiet_days.includes(day)} @change=${() => this.toggleDay(day)} /><span>${label}</span></label>`,
        )}
      </div>
    </fieldset>`;
  }

  private toggle(event: Event): void {
    const isOn = (event.target as HTMLInputElement).checked;
    this.change(isOn ? NIGHT : { quiet_from: null, quiet_until: null });
  }

  private setTime(name: "quiet_from" | "quiet_until", event: Event): void {
    const { value } = event.target as HTMLInputElement;
    const { quiet_from, quiet_until } = this.preferences;
    if (value) void this.change({ quiet_from, quiet_until, [name]: value });
  }

  /** Switches quiet hours off if no day remains. Every day is sent as an empty list. */
  private toggleDay(day: number): void {
    const { quiet_days } = this.preferences;
    const on = quiet_days.length ? quiet_days : DAYS.map((_, each) => each);
    const next = on.includes(day) ? on.filter((other) => other !== day) : [...on, day].sort((a, b) => a - b);
    if (next.length) this.change({ quiet_days: next.length === DAYS.length ? [] : next });
    else this.change({ quiet_from: null, quiet_until: null, quiet_days: [] });
  }
}
