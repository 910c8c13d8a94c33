import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { minute } from "../../helpers/today";
import { icon } from "../../icons/icon";
import type { Profile, User } from "../../models/api";
import { lastSeen, timeThere } from "../../render/times";
import type { DialogRequest } from "../../screen/dialogs";
import { visitSettings } from "../../screen/visiting";
import { avatar } from "../avatar";
import { askToBlock, unblock } from "../sidebar/blocking";
import { DialogBox } from "./dialog-box";

/** A person's profile, with actions. */
@customElement("person-card")
export class PersonCard extends DialogBox<Extract<DialogRequest, { name: "person" }>> {
  readonly heading = "Profile";
  override readonly look = "small person-card";
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override body(): TemplateResult {
    const { chat } = this.screen;
    const { user: id } = this.request;
    const user = chat.people.get(id);
    const profile = chat.people.profile(id);
    const isMe = id === chat.account.me.value.id;
    const isGone = profile === null || (profile?.is_deactivated ?? false);
    return html`<div class="dialog-body">
      ${avatar(user, 96, isGone ? undefined : chat.presence.of(id))}
      <p class="card-name"><span dir="auto">${user.display_name}</span>${isMe ? html`<span class="quiet"> (you)</span>` : nothing}</p>
      ${user.username ? html`<p class="card-line">@${user.username}</p>` : nothing}
      ${isGone ? html`<p class="card-line">This account is no longer in use.</p>` : this.lines(user, profile)}
      ${this.error ? html`<p class="notice danger" role="alert">${this.error} <button class="link-button" type="button" @click=${this.load}>Try again</button></p>` : nothing}
      <div class="card-acts">${isMe ? this.edit() : this.acts(user, profile, isGone)}</div>
    </div>`;
  }

  private lines(user: User, profile: Profile | undefined): TemplateResult {
    void minute.value;
    const { chat } = this.screen;
    const presence = chat.presence.of(user.id);
    const seen = presence?.online ? "Online" : presence?.last_seen_at ? lastSeen(presence.last_seen_at) : "";
    const there = profile?.time_zone ? timeThere(profile.time_zone) : null;
    return html`
      ${seen ? html`<p class="card-line">${seen}</p>` : nothing}
      ${there ? html`<p class="card-line">${icon("clock", 16)} ${there}</p>` : nothing}
      ${profile?.is_blocked ? html`<p class="card-line blocked">${icon("blocked", 16)} Blocked</p>` : nothing}
    `;
  }

  private edit(): TemplateResult {
    return html`<button class="button primary" type="button" data-first @click=${() => visitSettings(this.screen.chat.session, "profile/")}>${icon("edit", 16)} Edit profile</button>`;
  }

  private acts(user: User, profile: Profile | null | undefined, isGone: boolean): TemplateResult {
    const { screen } = this;
    // An erased account can be neither blocked nor reported.
    if (profile === null) return html`${nothing}`;
    const report = html`<button class="button" type="button" ?data-first=${isGone} @click=${() => screen.show({ name: "report", user })}>${icon("report", 16)} Report…</button>`;
    if (isGone) return report;
    return html`
      <button class="button primary" type="button" data-first ?disabled=${this.busy} @click=${this.write}>${icon("message", 16)} Message</button>
      ${
        profile?.is_blocked
          ? html`<button class="button" type="button" @click=${() => unblock(screen, user)}>${icon("blocked", 16)} Unblock</button>`
          : html`<button class="button" type="button" @click=${() => askToBlock(screen, user)}>${icon("blocked", 16)} Block…</button>`
      }
      ${report}
    `;
  }

  /** Opens the direct conversation with this person, and creates it if there is none. */
  private readonly write = async (): Promise<void> => {
    const { screen } = this;
    this.busy = true;
    await this.tried(async () => {
      const item = await screen.chat.conversations.create({ kind: "direct", members: [this.request.user] });
      this.close();
      screen.go(item);
    });
    this.busy = false;
  };

  private readonly load = async (): Promise<void> => {
    await this.tried(() => this.screen.chat.people.renewProfile(this.request.user));
  };
}
