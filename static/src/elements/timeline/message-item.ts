import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { Mention, MessageRow, User } from "../../models/api";
import { isEmojiOnly } from "../../render/plain";
import { clockTime, fullTime } from "../../render/times";
import type { Screen } from "../../screen/screen";
import { listenToThumb } from "../../screen/touch";
import { avatar } from "../avatar";
import { forwardedLine } from "./forwarded-line";
import "./message-actions";
import { filesOf } from "../media/files-of";
import { messageAttachments } from "../media/message-attachments";
import { openCard } from "../person-face";
import { type Drawn, findMentions, linkMention, marked, placeMentions } from "./mentions";
import { messageKey } from "./message-keys";
import { actionsFor, focusComposer, messageMenu } from "./message-menu";
import { messageReaders } from "./message-readers";
import { messageStatus } from "./message-status";
import { messageText } from "./message-text";
import { reactionPills } from "./reaction-pills";
import "./reply-quote";

const PARTS = "media-tile, audio-player, video-player";
const STOPS = "a, button, [role=button], [role=link], input, video, summary";

/** One message. The host is the article. Its toolbar exists only while the pointer or focus is in the message. */
@customElement("message-item")
export class MessageItem extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) conversation = "";
  @property({ attribute: false }) row!: MessageRow;
  @property({ attribute: false }) readersHere: readonly string[] = [];
  @state() private active = false;

  private text = "";
  private fragment: ReturnType<typeof messageText> | null = null;
  private mentions: Drawn[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = "article";
    if (this.tabIndex !== 0) this.tabIndex = -1;
  }

  protected override firstUpdated(): void {
    this.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "touch") this.active = true;
    });
    this.addEventListener("pointerleave", () => {
      this.active = this.matches(":focus-visible, :has(:focus-visible)");
    });
    this.addEventListener("focusin", () => {
      this.active = true;
    });
    this.addEventListener("focusout", (event) => {
      this.active = this.contains(event.relatedTarget as Node | null);
    });
    this.addEventListener("keydown", (event) => messageKey(event, this));
    listenToThumb(this, {
      held: () => this.openMenu(),
      pulled: () => actionsFor(this.screen, this.conversation, this.row).reply?.(),
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.classList.toggle("active", this.active);
    if (!changed.has("row")) return;
    const { row } = this;
    this.dataset.key = row.key;
    if (row.seq === null) delete this.dataset.seq;
    else this.dataset.seq = String(row.seq);
    this.classList.toggle("starts", row.startsGroup);
    this.classList.toggle("ends", row.endsGroup);
    this.classList.toggle("mine", row.mine);
    this.classList.toggle("answers", row.replyTo !== null);
    this.classList.toggle("unsent", row.status === "sending" || row.status === "failed");
  }

  /** The controls in a message are tab stops only while the message is the current one. */
  protected override async updated(): Promise<void> {
    // Pictures and players render later.
    await Promise.all([...this.querySelectorAll<Watcher>(PARTS)].map((part) => part.updateComplete));
    const stop = this.active ? 0 : -1;
    for (const part of this.querySelectorAll<HTMLElement>(STOPS)) part.tabIndex = stop;
    // Code that overflows must be focusable, so that keys can scroll it.
    for (const code of this.querySelectorAll("pre"))
      code.tabIndex = code.scrollWidth > code.clientWidth || code.scrollHeight > code.clientHeight ? 0 : stop;
  }

  override render(): TemplateResult {
    const { row, screen } = this;
    const user = screen.chat.people.get(row.sender);
    return html`
      ${this.gutter(user)}
      <div class="message-body">
        ${this.heading(user)}
        ${forwardedLine(screen, this.conversation, row.message)}
        ${
          row.replyTo !== null && row.content.kind !== "deleted"
            ? html`<reply-quote .screen=${screen} .seq=${row.replyTo}></reply-quote>`
            : nothing
        }
        ${this.content()}
        ${messageAttachments(screen, row)}
        ${this.failure()}
        ${reactionPills(screen, this.conversation, row)}
      </div>
      <div class="message-rail">
        ${this.saved()}${this.pin()}
        ${messageReaders(screen, this.conversation, row, this.readersHere)}
        ${row.status && row.status !== "failed" && row.content.kind !== "deleted" ? messageStatus(row.status) : nothing}
      </div>
      ${
        this.active && row.seq !== null && row.content.kind !== "deleted"
          ? html`<message-actions .screen=${screen} .conversation=${this.conversation} .row=${row}></message-actions>`
          : nothing
      }
    `;
  }

  private gutter(user: User): TemplateResult {
    const { row } = this;
    if (row.startsGroup)
      return html`<div class="message-gutter face" @click=${openCard(this.screen, user.id)}>${avatar(user, 36)}</div>`;
    return html`<div class="message-gutter"><time class="gutter-time" datetime=${row.at} aria-hidden="true">${clockTime(row.at)}</time></div>`;
  }

  private heading(user: User): TemplateResult {
    const { row } = this;
    const time = html`<time datetime=${row.at} title=${fullTime(row.at)}>${clockTime(row.at)}</time>`;
    if (!row.startsGroup)
      return html`<div class="aside">${row.mine ? "You" : user.display_name}, ${time}</div>`;
    return html`<div class="message-head">
      <button class="sender" type="button" dir="auto" title="@${user.username}" aria-haspopup="dialog"
        @click=${openCard(this.screen, user.id)}>${user.display_name}</button>
      ${time}
    </div>`;
  }

  private content(): TemplateResult | typeof nothing {
    const { content, edited } = this.row;
    if (content.kind === "deleted") return html`<p class="message-text gone">Message deleted</p>`;
    if (content.kind === "envelope")
      return html`<p class="message-text gone">Encrypted. This browser cannot read it.</p>`;
    // A message may consist of files only.
    if (content.text.trim() === "" && !edited && filesOf(this.screen.chat.files, this.row).length > 0)
      return nothing;
    this.draw(content.text, this.row.message?.mentions ?? []);
    this.linkMentions();
    return html`<div class="message-text ${isEmojiOnly(content.text) ? "large" : ""}">${this.fragment}${
      edited ? this.edited() : nothing
    }</div>`;
  }

  /** Draws the text again only if it changed. */
  private draw(text: string, mentions: readonly Mention[]): void {
    const drawn = marked(text, mentions);
    if (this.fragment !== null && this.text === drawn) return;
    this.text = drawn;
    this.fragment = messageText(text, drawn);
    this.mentions = !(this.fragment instanceof DocumentFragment)
      ? []
      : mentions.length
        ? placeMentions(this.fragment, text, mentions)
        : findMentions(this.fragment);
  }

  private pin(): TemplateResult | typeof nothing {
    const { pinned_at, pinned_by } = this.row.message ?? {};
    if (!pinned_at) return nothing;
    const by = pinned_by ? ` by ${this.screen.chat.people.get(pinned_by).display_name}` : "";
    return html`<span class="message-pin" role="img" aria-label="Pinned${by}" title="Pinned${by}">${icon("pin", 16)}</span>`;
  }

  private saved(): TemplateResult | typeof nothing {
    const { seq } = this.row;
    if (seq === null || !this.screen.chat.saved.mark(this.conversation, seq)) return nothing;
    return html`<span class="message-pin saved" role="img" aria-label="Saved for later" title="Saved for later">${icon("bookmark", 16)}</span>`;
  }

  private linkMentions(): void {
    if (!this.mentions.length) return;
    const { chat } = this.screen;
    // Loads the members, so that their names are known.
    if (!this.row.message?.mentions)
      for (const { user } of chat.conversations.get(this.conversation)?.conversation.members ?? [])
        chat.people.get(user);
    for (const mention of this.mentions) linkMention(this.screen, mention, this.row.mine);
  }

  private edited(): TemplateResult {
    const { conversation, screen } = this;
    const { message, seq } = this.row;
    const title = `Edited${message?.edited_at ? ` ${fullTime(message.edited_at)}` : ""}. Earlier versions`;
    if (seq === null) return html`<span class="edited">(edited)</span>`;
    return html`<button class="edited" type="button" title=${title} @click=${() =>
      screen.show({ name: "revisions", conversation, seq })}>(edited)</button>`;
  }

  /** A failed message or edit: the reason, and the actions for it. */
  private failure(): TemplateResult | typeof nothing {
    const { outgoing, failedEdit, status, content } = this.row;
    if (outgoing && status === "failed") {
      const isMore = content.kind === "text" && content.text.trim() !== "";
      const canGoWithout =
        outgoing.refused_files.length > 0 &&
        (isMore || outgoing.refused_files.length < outgoing.files.length);
      return this.failed(outgoing.client_id, "Not sent.", outgoing.reason, "Delete", canGoWithout);
    }
    return failedEdit ? this.failed(failedEdit.id, "Not changed.", failedEdit.reason, "Discard") : nothing;
  }

  private failed(
    id: string,
    what: string,
    why: string | null,
    giveUp: string,
    canGoWithout = false,
  ): TemplateResult {
    const { chat } = this.screen;
    const act = (label: string, act: () => void, look = ""): TemplateResult =>
      html`<button class="link-button ${look}" type="button" @click=${act}>${label}</button>`;
    const takeBack = (): void => {
      chat.messages.takeBack(id);
      focusComposer();
    };
    return html`<div class="message-failure" role="group" aria-label=${what.replace(".", "")}>
      <span>${messageStatus("failed")} ${what} ${why ?? ""}</span>
      <span class="failure-acts">
        ${canGoWithout ? act("Send without it", () => chat.messages.retryWithout(id)) : nothing}
        ${act("Try again", () => chat.messages.retry(id))}
        ${act("Edit", takeBack)}
        ${act(giveUp, () => chat.messages.discard(id), "danger")}
      </span>
    </div>`;
  }

  openMenu(anchor: HTMLElement = this.querySelector<HTMLElement>("[data-more]") ?? this): void {
    this.screen.menu.value = messageMenu(this.screen, this.conversation, this.row, anchor);
  }
}
