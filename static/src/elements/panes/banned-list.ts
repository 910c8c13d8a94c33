import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import type { Ban, ConversationItem } from "../../models/api";
import { fullTime } from "../../render/times";
import type { Screen } from "../../screen/screen";
import { personButton } from "../person-face";

/** The people banned from a conversation, for its admins and owners. */
@customElement("banned-list")
export class BannedList extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  @state() private bans: readonly Ban[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("item") as ConversationItem | undefined;
    if (changed.has("item") && before?.conversation.member_count !== this.item.conversation.member_count)
      void this.load();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.bans.length === 0) return nothing;
    return html`<h3 class="banned-title">Banned</h3>
      <ul class="people" role="list">${this.bans.map((ban) => this.banned(ban))}</ul>`;
  }

  private banned({ user: id, until, reason }: Ban): TemplateResult {
    const user = this.screen.chat.people.get(id);
    const line = `${until ? `until ${fullTime(until)}` : "no end date"}${reason ? ` · ${reason}` : ""}`;
    return html`<li class="person">
      ${personButton(this.screen, user, { line })}
      <button class="button" type="button" aria-label="Lift the ban of ${user.display_name}" @click=${() => this.lift(id)}>Lift ban</button>
    </li>`;
  }

  private async load(): Promise<void> {
    const { id } = this.item;
    await this.screen.attempt(async () => {
      const bans = await this.screen.chat.members.bans(id);
      if (id === this.item.id) this.bans = bans;
    });
  }

  private async lift(user: string): Promise<void> {
    const done = await this.screen.attempt(
      () => this.screen.chat.members.liftBan(this.item.id, user),
      "The ban is lifted",
    );
    if (done) this.bans = this.bans.filter((ban) => ban.user !== user);
  }
}
