import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { bounded } from "../../helpers/bounded";
import type { History, Kind } from "../../models/api";
import { LIMITS } from "../../protocol/generated";
import type { DialogRequest } from "../../screen/dialogs";
import { DialogBox } from "./dialog-box";
import "./people-picker";
import type { PeoplePicker } from "./people-picker";

const NOBODY: ReadonlySet<string> = new Set();
const KINDS: readonly { kind: Kind; label: string; says: string }[] = [
  { kind: "direct", label: "Direct", says: "You and one other person" },
  { kind: "group", label: "Group", says: "Only people who were added or invited" },
  { kind: "channel", label: "Channel", says: "Anyone on this server can find and join it" },
];

/** Starts a direct conversation with one click; a group or channel needs a title first. */
@customElement("new-conversation")
export class NewConversation extends DialogBox<Extract<DialogRequest, { name: "new-conversation" }>> {
  @state() private kind: Kind = "direct";
  @state() private busy = false;
  @query("people-picker") private readonly picker!: PeoplePicker;
  readonly heading = "New conversation";

  override connectedCallback(): void {
    super.connectedCallback();
    this.kind = this.request.kind;
  }

  protected override body(): TemplateResult {
    const { kind } = this;
    return html`<form class="dialog-body" id="new-conversation" @submit=${this.submit}>
        <div class="segments" role="radiogroup" aria-label="Kind">
          ${KINDS.map(
            (choice) =>
              html`<label><input type="radio" name="kind" value=${choice.kind} .checked=${kind === choice.kind} @change=${() => (this.kind = choice.kind)} /><span>${choice.label}</span></label>`,
          )}
        </div>
        <p class="quiet">${KINDS.find((choice) => choice.kind === kind)?.says}</p>
        ${kind === "direct" ? nothing : this.fields()}
        <people-picker .screen=${this.screen} ?single=${kind === "direct"} .present=${kind === "direct" ? NOBODY : new Set([this.screen.chat.account.me.value.id])} @chosen=${this.chosen}></people-picker>
        ${this.refusal()}
      </form>
      ${
        kind === "direct"
          ? nothing
          : html`<footer class="dialog-foot">
              <button class="button" type="button" @click=${this.close}>Cancel</button>
              <button class="button primary" type="submit" form="new-conversation" ?disabled=${this.busy}>Create ${kind}</button>
            </footer>`
      }`;
  }

  private fields(): TemplateResult {
    return html`
      <div class="field">
        <label for="new-title">Title</label>
        <input id="new-title" name="title" dir="auto" required @input=${bounded(LIMITS.title)} autocomplete="off" />
      </div>
      <div class="field">
        <label for="new-topic">Topic <span class="optional">optional</span></label>
        <input id="new-topic" name="topic" dir="auto" @input=${bounded(LIMITS.topic)} autocomplete="off" />
      </div>
      <fieldset class="choices">
        <legend>New members can read</legend>
        <label><input type="radio" name="history" value="all" checked /><span>Everything</span></label>
        <label><input type="radio" name="history" value="joined" /><span>From when they join</span></label>
      </fieldset>
    `;
  }

  private chosen(): void {
    const [user] = this.picker.chosen;
    if (this.kind === "direct" && user) void this.create({ kind: "direct", members: [user.id] });
  }

  private submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.kind === "direct") return;
    const data = new FormData(event.target as HTMLFormElement);
    void this.create({
      kind: this.kind,
      title: String(data.get("title")).trim(),
      topic: String(data.get("topic") ?? "").trim(),
      history: data.get("history") as History,
      members: this.picker.chosen.map(({ id }) => id),
    });
  }

  private async create(input: Parameters<typeof this.screen.chat.conversations.create>[0]): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await this.tried(async () => {
      const item = await this.screen.chat.conversations.create(input);
      this.close();
      this.screen.go(item);
    });
    this.busy = false;
  }
}
