import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { bounded } from "../../helpers/bounded";
import type { FileReport } from "../../models/api";
import { LIMITS } from "../../protocol/generated";
import type { DialogRequest } from "../../screen/dialogs";
import { sentence } from "../../screen/screen";
import { DialogBox } from "./dialog-box";

const REASONS: readonly (readonly [FileReport["reason"], string])[] = [
  ["spam", "Spam"],
  ["abuse", "Insults or threats"],
  ["impersonation", "Pretends to be someone else"],
  ["illegal", "Against the law"],
  ["other", "Something else"],
];

/** Reports a message or a person to staff. Keeps the text until it is sent. */
@customElement("report-dialog")
export class ReportDialog extends DialogBox<Extract<DialogRequest, { name: "report" }>> {
  @state() private busy = false;
  @state() private isSent = false;
  override readonly look = "small";

  get heading(): string {
    const { user, seq } = this.request;
    return seq ? "Report this message" : `Report ${user?.display_name}`;
  }

  protected override body(): TemplateResult {
    return this.isSent ? this.thanks() : this.form();
  }

  private form(): TemplateResult {
    const { user, seq } = this.request;
    return html`<form class="dialog-body" @submit=${this.send}>
      <p class="quiet">The staff of this server will read your report${seq ? " and the current text of the message" : ""}. ${user?.display_name ?? "The sender"} is not notified.</p>
      <fieldset class="choices">
        <legend>What is wrong?</legend>
        ${REASONS.map(
          ([value, label], at) => html`<label>
            <input type="radio" name="reason" value=${value} required ?data-first=${at === 0} /><span>${label}</span>
          </label>`,
        )}
      </fieldset>
      <div class="field">
        <label for="report-detail">What should staff know? <span class="optional">optional</span></label>
        <textarea id="report-detail" name="detail" dir="auto" rows="3" @input=${bounded(LIMITS.report_detail)}></textarea>
      </div>
      ${
        user && !this.screen.chat.people.profile(user.id)?.is_blocked
          ? html`<div class="choices"><label><input type="checkbox" name="block" /><span>Also block <bdi>${user.display_name}</bdi></span></label></div>`
          : nothing
      }
      ${this.refusal()}
      <div class="form-buttons">
        <button class="button" type="button" @click=${this.close}>Cancel</button>
        <button class="button primary" type="submit" ?disabled=${this.busy}>Send report</button>
      </div>
    </form>`;
  }

  private thanks(): TemplateResult {
    return html`<div class="dialog-body" role="status">
      <p>Thank you. Staff will review your report and decide what to do.</p>
      ${this.refusal()}
      <div class="form-buttons">
        <button class="button primary" type="button" data-done @click=${this.close}>Done</button>
      </div>
    </div>`;
  }

  private async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const { chat } = this.screen;
    const { user, conversation, seq } = this.request;
    this.busy = true;
    this.error = "";
    try {
      await chat.people.report({
        reason: data.get("reason") as FileReport["reason"],
        detail: String(data.get("detail")).trim(),
        ...(user ? { user: user.id } : {}),
        ...(seq ? { conversation, seq } : {}),
      });
      this.isSent = true;
      if (user && data.has("block")) await chat.people.block(user.id);
    } catch (refusal) {
      this.error = this.isSent ? `They are not blocked yet. ${sentence(refusal)}` : sentence(refusal);
    }
    this.busy = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-done]")?.focus();
  }
}
