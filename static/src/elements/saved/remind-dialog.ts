import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { zoneOf } from "../../helpers/zoned-time";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "../dialogs/dialog-box";
import { remindAt } from "./remind-menu";
import { fromField, toField } from "./reminder-times";

const HOUR_MS = 3_600_000;

/** Chooses the date and time of a reminder, in the user's time zone. */
@customElement("remind-dialog")
export class RemindDialog extends DialogBox<Extract<DialogRequest, { name: "remind" }>> {
  readonly heading = "When to remind you?";
  override readonly look = "small";

  protected override body(): TemplateResult {
    const zone = this.zone;
    const isElsewhere = zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<form class="dialog-body" @submit=${this.remind}>
      <label class="field"><span>Date and time</span>
        <input class="input" type="datetime-local" name="at" required data-first min=${toField(Date.now(), zone)} .value=${toField(this.proposed, zone)} /></label>
      ${isElsewhere ? html`<p class="quiet">In the time zone of your profile, ${zone.replaceAll("_", " ")}.</p>` : nothing}
      ${this.refusal()}
      <div class="form-buttons">
        <button class="button" type="button" @click=${this.close}>Cancel</button>
        <button class="button primary" type="submit">Remind me</button>
      </div>
    </form>`;
  }

  private get zone(): string {
    return zoneOf(this.screen.chat.account.me.value);
  }

  /** The time of the reminder that is set, or the next full hour. */
  private get proposed(): number {
    const { conversation, seq } = this.request;
    const held = Date.parse(this.screen.chat.saved.mark(conversation, seq)?.remind_at ?? "");
    return held > Date.now() ? held : Math.ceil((Date.now() + 1) / HOUR_MS) * HOUR_MS;
  }

  private async remind(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { screen } = this;
    const { conversation, seq } = this.request;
    const text = String(new FormData(event.target as HTMLFormElement).get("at"));
    const at = fromField(text, this.zone);
    if (at === null || at <= Date.now()) this.error = "Choose a time in the future.";
    else if (await remindAt(screen, { conversation, seq }, at)) this.close();
  }
}
