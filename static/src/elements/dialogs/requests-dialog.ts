import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { dayOf } from "../../helpers/days";
import { icon } from "../../icons/icon";
import type { Request } from "../../models/api";
import { dayName, fullTime, listTime } from "../../render/times";
import { count } from "../../render/words";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";

const WANTS = {
  direct: "Someone wants to write to you",
  group: "Someone wants to add you to a group",
  channel: "Someone wants to add you to a channel",
} as const;

/** The open requests to add the user to a conversation. */
@customElement("requests-dialog")
export class RequestsDialog extends DialogBox<Extract<DialogRequest, { name: "requests" }>> {
  @state() private busy = "";
  readonly heading = "Requests";

  protected override body(): TemplateResult {
    const waiting = this.screen.chat.requests.waiting.value;
    return html`<div class="dialog-body">
      <p class="quiet">You see who it is and what they wrote once you accept. No one is notified when you decline or block.</p>
      <ul class="requests" role="list">
        ${repeat(
          waiting,
          ({ id }) => id,
          (request) => this.card(request),
        )}
      </ul>
      ${waiting.length === 0 ? html`<p class="empty small">No requests.</p>` : nothing}
    </div>`;
  }

  private card(request: Request): TemplateResult {
    const { id, kind, created_at, asker_since, member_count } = request;
    const busy = this.busy === id;
    return html`<li class="request">
      <p class="request-words">
        <strong>${WANTS[kind]}</strong>
        <span class="quiet">
          ${kind === "direct" ? nothing : html`${count(member_count, "member")} · `}Asked:
          <time datetime=${created_at} title=${fullTime(created_at)}>${listTime(created_at)}</time> · Account created:
          <time datetime=${asker_since} title=${fullTime(asker_since)}>${dayName(dayOf(asker_since))}</time>
        </span>
      </p>
      <div class="form-buttons">
        <button class="button danger" type="button" ?disabled=${busy} @click=${() => this.refuse(id, "block", "Blocked")}>${icon("removePerson", 16)} Block</button>
        <button class="button" type="button" ?disabled=${busy} @click=${() => this.refuse(id, "decline", "Declined")}>Decline</button>
        <button class="button primary" type="button" ?disabled=${busy} @click=${() => this.accept(id)}>Accept</button>
      </div>
    </li>`;
  }

  private async accept(id: string): Promise<void> {
    this.busy = id;
    await this.screen.attempt(async () => {
      const item = await this.screen.chat.requests.accept(id);
      this.close();
      this.screen.go(item);
    });
    this.busy = "";
  }

  private async refuse(id: string, verb: "decline" | "block", done: string): Promise<void> {
    this.busy = id;
    await this.screen.attempt(() => this.screen.chat.requests.refuse(id, verb), done);
    this.busy = "";
  }
}
