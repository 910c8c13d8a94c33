import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, Invitation } from "../../models/api";
import { fullTime } from "../../render/times";
import { count } from "../../render/words";
import { type Screen, sentence } from "../../screen/screen";
import { paneHead } from "./pane-head";

const DAY = 86_400;

/** Lists, creates, copies and revokes the invitation links of a conversation. */
@customElement("invitations-pane")
export class InvitationsPane extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @state() private invitations: Invitation[] | null = null;
  @state() private error = "";
  @state() private busy = false;
  private listed: Promise<void> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    this.listed = this.load();
  }

  override render(): TemplateResult {
    return html`
      ${paneHead(this.screen, "Invitation links", "details")}
      <div class="pane-body">
        <p class="quiet">Anyone who opens a link and signs in can join ${this.item.title}.</p>
        ${this.form()}
        ${this.error ? html`<p class="notice danger" role="alert">${this.error}</p>` : nothing}
        <ul class="invitations" role="list">${this.invitations?.map((invitation) => this.invitation(invitation))}</ul>
      </div>
    `;
  }

  private form(): TemplateResult {
    return html`<form class="pane-form" @submit=${this.create}>
      <div class="form-pair">
        <div class="field">
          <label for="expires">Ends after</label>
          <select id="expires" name="expires_in">
            <option value=${DAY}>1 day</option>
            <option value=${7 * DAY} selected>7 days</option>
            <option value=${30 * DAY}>30 days</option>
            <option value="">Never</option>
          </select>
        </div>
        <div class="field">
          <label for="uses">Can be used</label>
          <select id="uses" name="max_uses">
            <option value="1">Once</option>
            <option value="10">10 times</option>
            <option value="100">100 times</option>
            <option value="" selected>Any number</option>
          </select>
        </div>
      </div>
      <button class="button primary wide" type="submit" ?disabled=${this.busy}>Create a link</button>
    </form>`;
  }

  private invitation(invitation: Invitation): TemplateResult {
    const link = this.link(invitation);
    const { expires_at, max_uses, uses } = invitation;
    return html`<li class="invitation">
      ${
        link
          ? html`<code class="invitation-link" title=${link}>${link.replace(/^https?:\/\//, "")}</code>`
          : html`<p>This link still works, but the server can no longer show it.</p>`
      }
      <p class="quiet">
        ${max_uses ? `${uses} of ${count(max_uses, "use")}` : count(uses, "use")} ·
        ${expires_at ? html`until <time datetime=${expires_at}>${fullTime(expires_at)}</time>` : "no end"}
      </p>
      <div class="form-buttons">
        ${link && html`<button class="button" type="button" @click=${() => void this.screen.copy(link, "Link copied")}>${icon("copy", 16)} Copy</button>`}
        <button class="button danger" type="button" @click=${() => this.revoke(invitation)}>Revoke</button>
      </div>
    </li>`;
  }

  private link({ token }: Invitation): string {
    return token ? new URL(`/invite/${token}/`, location.href).href : "";
  }

  private async load(): Promise<void> {
    try {
      this.invitations = await this.screen.chat.invitations.of(this.item.id);
    } catch (refusal) {
      this.error = sentence(refusal);
    }
  }

  private async create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const number = (name: string) => Number(data.get(name)) || undefined;
    this.busy = true;
    await this.screen.attempt(async () => {
      // A list that was requested before the link was created must not replace the newer one.
      await this.listed;
      const made = await this.screen.chat.invitations.create(this.item.id, {
        expires_in: number("expires_in"),
        max_uses: number("max_uses"),
      });
      this.invitations = [made, ...(this.invitations ?? [])];
      await this.screen.copy(this.link(made), "Link created and copied");
    });
    this.busy = false;
  }

  private revoke(invitation: Invitation): void {
    this.screen.show({
      name: "confirm",
      heading: "Revoke this link?",
      text: "The link stops working. People who already joined stay.",
      verb: "Revoke",
      danger: true,
      act: async () => {
        const done = await this.screen.attempt(
          () => this.screen.chat.invitations.revoke(this.item.id, invitation.id),
          "Link revoked",
        );
        if (done) this.invitations = (this.invitations ?? []).filter(({ id }) => id !== invitation.id);
      },
    });
  }
}
