import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { bounded } from "../../helpers/bounded";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Conversation, ConversationItem, History, Language } from "../../models/api";
import { LIMITS } from "../../protocol/generated";
import { lastSeen } from "../../render/times";
import { count } from "../../render/words";
import { type Screen, sentence } from "../../screen/screen";
import { conversationAvatar } from "../avatar";
import { conversationMenu } from "../sidebar/conversation-menu";
import { paneHead } from "./pane-head";
import { pictureButtons } from "./picture-buttons";

const KINDS = { direct: "Direct conversation", group: "Group", channel: "Channel" } as const;

const DAYS = [1, 7, 30, 90, 365];

/** The choices for how long messages are kept, with the present one. */
function keeping(chosen: number | null | undefined): TemplateResult[] {
  const days = [...new Set([...DAYS, ...(chosen ? [chosen] : [])])].sort((a, b) => a - b);
  return [
    html`<option value="" ?selected=${!chosen}>As long as this server does</option>`,
    ...days.map(
      (each) => html`<option value=${each} ?selected=${each === chosen}>${count(each, "day")}</option>`,
    ),
  ];
}

const LANGUAGES: readonly Language[] = [
  ...([
    "danish",
    "dutch",
    "english",
    "finnish",
    "french",
    "german",
    "hungarian",
    "italian",
    "norwegian",
  ] as const),
  ...(["portuguese", "russian", "spanish", "swedish", "turkish"] as const),
];

/** The choices for the language of the messages, with the present one. */
function speaking(chosen: Language | null | undefined): TemplateResult[] {
  const option = (value: Language | "", words: string) =>
    html`<option value=${value} ?selected=${value === (chosen ?? "")}>${words}</option>`;
  const named = LANGUAGES.map((each) => option(each, each[0]!.toUpperCase() + each.slice(1)));
  return [
    option("", "Detected by what is written"),
    ...named,
    option("simple", "Another language, or several"),
  ];
}

/** The details of a conversation, with the user's and the admins' settings. */
@customElement("details-pane")
export class DetailsPane extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  /** The conversation when its form was opened, so that changes by others do not overwrite the fields. */
  @state() private editing: Conversation | null = null;
  @state() private busy = false;
  @state() private error = "";

  override render(): TemplateResult {
    const { item, screen } = this;
    return html`
      ${paneHead(screen, "Details")}
      <div class="pane-body">
        ${this.editing ? this.form(this.editing) : this.summary()}
        ${this.ways()}
        <div class="pane-list" role="group" aria-label="For me">
          ${conversationMenu(screen, item).map(
            (
              entry,
            ) => html`<button class="pane-item ${entry.danger ? "danger" : ""}" type="button" @click=${entry.act}>
              ${icon(entry.icon)}<span>${entry.label}</span>
            </button>`,
          )}
        </div>
      </div>
    `;
  }

  protected override willUpdate(): void {
    if (this.editing && this.editing.id !== this.item.id) this.editing = null;
  }

  private get mayEdit(): boolean {
    const { kind, conversation } = this.item;
    return kind !== "direct" && conversation.membership.role !== "member" && !conversation.closed_at;
  }

  private summary(): TemplateResult {
    const { item, screen } = this;
    const { conversation, kind, peer } = item;
    const presence = peer ? screen.chat.presence.of(peer.id) : undefined;
    return html`<div class="pane-summary">
      ${conversationAvatar(item, 64, presence)}
      <h3 dir="auto">${item.title}</h3>
      <p class="quiet">${
        peer
          ? html`@${peer.username}${presence?.online ? " · Online" : presence?.last_seen_at ? html` · ${lastSeen(presence.last_seen_at)}` : ""}`
          : `${KINDS[kind]} · ${count(conversation.member_count, "member")}`
      }</p>
      ${conversation.topic ? html`<p class="topic" dir="auto">${conversation.topic}</p>` : nothing}
      ${
        kind === "direct"
          ? nothing
          : html`<p class="quiet">${conversation.history === "all" ? "New members can read everything." : "New members read from when they join."}</p>`
      }
      ${conversation.keep_days ? html`<p class="quiet">Messages are deleted after ${count(conversation.keep_days, "day")}.</p>` : nothing}
      ${this.mayEdit ? pictureButtons(screen, { heading: "Picture of the conversation", has: Boolean(conversation.picture), save: (picture) => screen.chat.conversations.setPicture(item.id, picture) }) : nothing}
      ${this.mayEdit ? html`<button class="button" type="button" @click=${this.edit}>${icon("edit", 16)} Edit</button>` : nothing}
    </div>`;
  }

  private edit(): void {
    this.editing = this.item.conversation;
    this.error = "";
  }

  private form(conversation: Conversation): TemplateResult {
    const history = (value: History, label: string) => html`<label>
      <input type="radio" name="history" value=${value} ?checked=${conversation.history === value} /><span>${label}</span>
    </label>`;
    return html`<form class="pane-form" @submit=${this.save}>
      <div class="field">
        <label for="details-title">Title</label>
        <input id="details-title" name="title" dir="auto" required @input=${bounded(LIMITS.title)} autocomplete="off" .value=${conversation.title} />
      </div>
      <div class="field">
        <label for="details-topic">Topic <span class="optional">optional</span></label>
        <textarea id="details-topic" name="topic" dir="auto" @input=${bounded(LIMITS.topic)} .value=${conversation.topic}></textarea>
      </div>
      <fieldset class="choices">
        <legend>New members can read</legend>
        ${history("all", "Everything")} ${history("joined", "From when they join")}
      </fieldset>
      <div class="field">
        <label for="details-keep">Keep messages</label>
        <select id="details-keep" name="keep_days">
          ${keeping(conversation.keep_days)}
        </select>
      </div>
      <div class="field">
        <label for="details-language">Language of the messages</label>
        <select id="details-language" name="language" aria-describedby="details-language-hint">
          ${speaking(conversation.language)}
        </select>
        <p class="hint" id="details-language-hint">The search then finds other forms of a word: “run” finds “running”.</p>
      </div>
      ${this.error ? html`<p class="notice danger" role="alert">${this.error}</p>` : nothing}
      <div class="form-buttons">
        <button class="button" type="button" @click=${() => (this.editing = null)}>Cancel</button>
        <button class="button primary" type="submit" ?disabled=${this.busy}>Save</button>
      </div>
    </form>`;
  }

  private ways(): TemplateResult {
    const { screen, item } = this;
    const pins = screen.timeline.value?.pins.value.length ?? 0;
    const media = html`<button class="pane-item" type="button" @click=${() => screen.router.openPane("pins")}>
        ${icon("pin")}<span>Pinned messages</span>${pins ? html`<span class="tabular quiet">${pins}</span>` : nothing}
      </button>
      <button class="pane-item" type="button" @click=${() => screen.router.openPane("media")}>${icon("pictures")}<span>Media, files and links</span></button>`;
    if (item.kind === "direct") return html`<div class="pane-list">${media}</div>`;
    return html`<div class="pane-list">
      ${media}
      <button class="pane-item" type="button" @click=${() => screen.router.openPane("members")}>
        ${icon("people")}<span>Members</span><span class="tabular quiet">${item.conversation.member_count}</span>
      </button>
      ${item.conversation.closed_at ? nothing : html`<button class="pane-item" type="button" @click=${() => screen.show({ name: "add-members", conversation: item.id })}>${icon("addPerson")}<span>Add people</span></button>`}
      <button class="pane-item" type="button" @click=${() => screen.router.openPane("invitations")}>${icon("link")}<span>Invitation links</span></button>
    </div>`;
  }

  private async save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    this.busy = true;
    this.error = "";
    try {
      await this.screen.chat.conversations.update(this.item.id, {
        title: String(data.get("title")).trim(),
        topic: String(data.get("topic")).trim(),
        history: data.get("history") as History,
        keep_days: Number(data.get("keep_days")) || null,
        language: (data.get("language") as Language) || null,
      });
      this.editing = null;
    } catch (refusal) {
      this.error = sentence(refusal);
    }
    this.busy = false;
  }
}
