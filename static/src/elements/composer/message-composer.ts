import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, Draft, Mention } from "../../models/api";
import { contentOf } from "../../models/messages/content";
import { moved } from "../../models/messages/draft_mentions";
import { LIMITS } from "../../protocol/generated";
import { locale } from "../../render/locale";
import { filesOf } from "../../screen/dropping";
import { liking } from "../../screen/preferences";
import { canRecord } from "../../screen/recording";
import { type Screen, sentence } from "../../screen/screen";
import { attachmentChips } from "./attachment-chips";
import { camera, microphone, sender } from "./composer-buttons";
import { composerChip } from "./composer-chip";
import { Mentioning } from "./mentioning";
import { typingDots } from "./typing-dots";
import "./voice-recorder";

const MOST = LIMITS.body;
const WARN_FROM = MOST - 1_000;
const EMPTY: Draft = { text: "", reply_to: null, editing: null };

/** The composer. The engine keeps the draft, so it survives a reload and appears in other tabs. */
@customElement("message-composer")
export class MessageComposer extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) item!: ConversationItem;
  /** The reason why the text was not accepted. */
  @state() private refusal = "";
  /** A voice recorder replaces the text: started by a press that may be held, or by a key. */
  @state() private recording: "pressed" | "begun" | null = null;
  @query(".file-chooser") private readonly chooser!: HTMLInputElement;
  @query("textarea") private readonly field!: HTMLTextAreaElement;
  private readonly mentioning = new Mentioning(this);

  override render(): TemplateResult {
    const draft = this.draft;
    const length = [...draft.text].length;
    const files = draft.editing === null ? this.screen.chat.files.attached(this.item.id) : [];
    const ready = (draft.text.trim() !== "" || files.some(({ error }) => !error)) && length <= MOST;
    const label = draft.editing === null ? `Message ${this.item.title}` : "Edit your message";
    return html`<div class="composer-column"><form class="composer ${draft.editing === null ? "" : "editing"}" @submit=${this.submit} @keydown=${this.escape} @chosen=${this.chose}>
      ${this.other(draft)}
      ${this.mentioning.render(draft)}
      ${composerChip(this.screen, draft, () => this.cancel())}
      ${attachmentChips(files, (id) => this.screen.chat.files.detach(this.item.id, id))}
      ${this.recorder(draft)}
      <div class="composer-line" ?hidden=${this.recording !== null}>
        <textarea
          rows="1"
          dir="auto"
          aria-label=${label}
          placeholder=${label}
          enterkeyhint=${this.enterSends ? "send" : "enter"}
          .value=${draft.text}
          @input=${this.typed}
          @keydown=${this.key}
          @paste=${this.paste}
          @blur=${() => this.screen.chat.presence.doneTyping(this.item.id)}
        ></textarea>
        ${
          draft.editing === null
            ? html`<button class="icon-button composer-attach" type="button" aria-label="Attach files" title="Attach files" @click=${() => this.chooser.click()}>${icon("attach")}</button>
        <input class="file-chooser" type="file" multiple hidden @change=${this.chosen} />
        ${draft.text === "" && !files.length ? camera(this.chosen) : nothing}`
            : nothing
        }
        <button class="icon-button" type="button" aria-label="Emoji" title="Emoji" aria-haspopup="dialog" @click=${this.pickEmoji}>${icon("smile")}</button>
        ${draft.editing === null && draft.text === "" && !files.length && canRecord() ? microphone(this.press, this.clicked) : sender(draft, ready)}
      </div>
      ${this.refusal ? html`<p class="composer-refusal" role="alert">${this.refusal}</p>` : nothing}
      ${length > WARN_FROM ? html`<p class="composer-count tabular ${length > MOST ? "over" : ""}" role="status">${(MOST - length).toLocaleString(locale)} characters left</p>` : nothing}
    </form>
    <p class="composer-foot">${typingDots(this.screen, this.item.id)}</p></div>`;
  }

  private other({ other }: Draft): TemplateResult | typeof nothing {
    if (!other) return nothing;
    import("./other-draft").catch((error) => console.warn("A part of the screen cannot be loaded:", error));
    return html`<other-draft .screen=${this.screen} .conversation=${this.item.id}></other-draft>`;
  }

  private recorder({ reply_to }: Draft): TemplateResult | typeof nothing {
    const { screen, item, recording } = this;
    if (!recording) return nothing;
    return html`<voice-recorder .screen=${screen} .item=${item} .replyTo=${reply_to} .pressed=${recording === "pressed"} @done=${this.recorded}></voice-recorder>`;
  }

  private readonly press = ({ button }: PointerEvent): void => {
    if (button === 0) this.recording = "pressed";
  };

  private readonly clicked = (): void => {
    this.recording ??= "begun";
  };

  private async recorded({ detail }: CustomEvent<{ sent: boolean }>): Promise<void> {
    this.recording = null;
    if (detail.sent) this.screen.chat.drafts.set(this.item.id, EMPTY);
    await this.updateComplete;
    if (matchMedia("(pointer: fine)").matches) this.field.focus();
  }

  private get draft(): Draft {
    return this.screen.chat.drafts.of(this.item.id).value;
  }

  private get enterSends(): boolean {
    return liking(this.screen.chat.account).enterSends && !matchMedia("(pointer: coarse)").matches;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("item") as ConversationItem | undefined;
    if (!before || before.id === this.item.id) return;
    this.recording = null;
    this.refusal = "";
    this.mentioning.forget();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.grow();
    const other = changed.get("item") as ConversationItem | undefined;
    const isNew = changed.has("item") && other?.id !== this.item.id;
    if (isNew && matchMedia("(min-width: 720px) and (pointer: fine)").matches)
      this.field.focus({ preventScroll: true });
  }

  /** Fits the field's height to its text, up to two fifths of the window. */
  private grow(): void {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, Math.round(innerHeight * 0.4))}px`;
  }

  private typed(): void {
    const { chat } = this.screen;
    const text = this.field.value;
    const { draft } = this;
    const mentions = draft.mentions && moved(draft.mentions, draft.text, text);
    this.refusal = "";
    chat.drafts.set(this.item.id, { ...draft, text, ...(mentions ? { mentions } : {}) });
    if (text.trim()) chat.presence.typed(this.item.id);
    else chat.presence.doneTyping(this.item.id);
  }

  private escape(event: KeyboardEvent): void {
    const { editing, reply_to } = this.draft;
    if (event.key !== "Escape" || event.defaultPrevented || (editing === null && reply_to === null)) return;
    event.preventDefault();
    this.cancel();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "ArrowUp" && this.field.value === "" && !event.altKey) {
      if (this.editLast()) event.preventDefault();
    } else if (event.key === "Enter" && this.sends(event)) {
      event.preventDefault();
      this.submit();
    }
  }

  private sends({ shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey) return true;
    return this.enterSends && !shiftKey && !altKey;
  }

  private editLast(): boolean {
    const { chat } = this.screen;
    const last = chat.messages.lastOwn(this.item.id);
    const content = last ? contentOf(last) : null;
    if (!last || content?.kind !== "text") return false;
    chat.drafts.beginEdit(this.item.id, last.seq, content.text, last.mentions);
    return true;
  }

  private cancel(): void {
    const { chat } = this.screen;
    const { draft, item } = this;
    if (draft.editing === null) chat.drafts.set(item.id, { ...draft, reply_to: null });
    else chat.drafts.endEdit(item.id);
    this.field.focus();
  }

  private chose({ detail }: CustomEvent<Mention>): void {
    this.typed();
    const { draft } = this;
    this.screen.chat.drafts.set(this.item.id, { ...draft, mentions: [...(draft.mentions ?? []), detail] });
  }

  private submit(event?: Event, agreed = false): void {
    event?.preventDefault();
    const { chat, timeline } = this.screen;
    const { text, reply_to, editing } = this.draft;
    const { id } = this.item;
    const isEmpty =
      !text.trim() && (editing !== null || !chat.files.attached(id).some(({ error }) => !error));
    if (isEmpty || [...text].length > MOST) return;
    const body = text.trim();
    const mentions = this.mentioning.of(this.draft);
    if (!agreed && editing === null && this.mentioning.asks(mentions, () => this.submit(undefined, true)))
      return;
    try {
      if (editing === null) chat.messages.send(id, body, { reply_to, mentions });
      else
        chat.messages.perform("message.edit", {
          conversation: id,
          seq: editing,
          body,
          ...(mentions ? { mentions: [...mentions] } : {}),
        });
    } catch (refusal) {
      this.refusal = sentence(refusal);
      return;
    }
    this.refusal = "";
    this.mentioning.sent(body, mentions ?? []);
    if (editing === null) {
      chat.drafts.set(id, EMPTY);
      void timeline.value?.jumpToLatest();
    } else chat.drafts.endEdit(id);
    this.field.focus();
  }

  private readonly chosen = ({ target }: Event): void => {
    const chooser = target as HTMLInputElement;
    this.screen.attach(this.item.id, [...(chooser.files ?? [])]);
    // Choosing the same file again must fire another change event.
    chooser.value = "";
    this.field.focus();
  };

  private paste(event: ClipboardEvent): void {
    const files = filesOf(event.clipboardData);
    if (!files.length || this.draft.editing !== null) return;
    event.preventDefault();
    this.screen.attach(this.item.id, files);
  }

  private pickEmoji(event: MouseEvent): void {
    this.screen.picker.value = {
      anchor: event.currentTarget as HTMLElement,
      pick: (emoji) => {
        this.field.focus();
        this.field.setRangeText(emoji, this.field.selectionStart, this.field.selectionEnd, "end");
        this.typed();
      },
    };
  }
}
