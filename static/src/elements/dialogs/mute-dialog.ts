import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";

const HOUR_MS = 60 * 60_000;
const ALWAYS = "9999-12-31T23:59:59Z";
const TIMES: readonly (readonly [label: string, hours: number | null])[] = [
  ["1 hour", 1],
  ["8 hours", 8],
  ["1 day", 24],
  ["Until I unmute", null],
];

/** Mutes a conversation for a chosen time. */
@customElement("mute-dialog")
export class MuteDialog extends DialogBox<Extract<DialogRequest, { name: "mute" }>> {
  readonly heading = "Mute for how long?";
  override readonly look = "small";

  protected override body(): TemplateResult {
    return html`<div class="dialog-body">
      <p class="quiet">Unread messages are still counted.</p>
      <div class="pauses">${TIMES.map(
        ([label, hours], index) =>
          html`<button class="button" type="button" ?data-first=${index === 0} @click=${() => this.mute(hours)}>${label}</button>`,
      )}</div>
    </div>`;
  }

  private mute(hours: number | null): void {
    const { screen, request } = this;
    const muted_until = hours === null ? ALWAYS : new Date(Date.now() + hours * HOUR_MS).toISOString();
    this.close();
    void screen.attempt(
      () => screen.chat.conversations.setMembership(request.conversation, { muted_until }),
      "Muted",
    );
  }
}
