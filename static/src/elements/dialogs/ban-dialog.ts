import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { bounded } from "../../helpers/bounded";
import { LIMITS } from "../../protocol/generated";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";

const DAY_MS = 86_400_000;

/** Bans a member, with a duration and a reason. */
@customElement("ban-dialog")
export class BanDialog extends DialogBox<Extract<DialogRequest, { name: "ban" }>> {
  @state() private busy = false;
  override readonly look = "small";

  get heading(): string {
    return `Ban ${this.request.user.display_name}?`;
  }

  protected override body(): TemplateResult {
    return html`<form class="dialog-body" @submit=${this.ban}>
        <p>They are removed at once, and cannot come back or be added until the ban ends.</p>
        <div class="field">
          <label for="ban-until">Ends</label>
          <select id="ban-until" name="days">
            <option value="1">After 1 day</option>
            <option value="7">After 7 days</option>
            <option value="30">After 30 days</option>
            <option value="" selected>When an admin lifts it</option>
          </select>
        </div>
        <div class="field">
          <label for="ban-reason">Reason <span class="optional">for admins, optional</span></label>
          <input id="ban-reason" name="reason" dir="auto" @input=${bounded(LIMITS.ban_reason)} autocomplete="off" />
        </div>
        <div class="form-buttons">
          <button class="button" type="button" @click=${this.close}>Cancel</button>
          <button class="button danger primary" type="submit" ?disabled=${this.busy}>Ban</button>
        </div>
      </form>`;
  }

  private async ban(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const days = Number(data.get("days"));
    const { conversation, user } = this.request;
    this.busy = true;
    const done = await this.screen.attempt(
      () =>
        this.screen.chat.members.ban(conversation, {
          user: user.id,
          reason: String(data.get("reason")).trim(),
          ...(days ? { until: new Date(Date.now() + days * DAY_MS).toISOString() } : {}),
        }),
      `${user.display_name} is banned`,
    );
    this.busy = false;
    if (done) this.close();
  }
}
