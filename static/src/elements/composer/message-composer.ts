import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import type { ConversationItem, Draft } from "../../models/api";
import { contentOf } from "../../models/messages/content";
import { LIMITS } from "../../protocol/generated";
import { locale } from "../../render/locale";
import { typingLine } from "../../render/words";
import { filesOf } from "../../screen/dropping";
import { liking } from "../../screen/preferences";
import { canRecord } from "../../screen/recording";
import { type Screen, sentence } from "../../screen/screen";
import { attachmentChips } from "./attachment-chips";
import { composerChip } from "./composer-chip";
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

  override render(): TemplateResult {
    const draft = this.draft;
    const length = [...draft.text].length;
    const files = draft.editing === null ? this.screen.chat.files.attached(this.item.id) : [];
    const ready = (draft.text.trim() !== "" || files.some(({ error }) => !error)) && length <= MOST;
    const label = draft.editing === null ? `Message ${this.item.title}` : "Edit your message";
    return html`<div class="composer-column"><form class="composer ${draft.editing === null ? "" : "editing"}" @submit=${this.submit} @keydown=${this.escape}>
      ${this.other(draft)}
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
        ${draft.text === "" && !files.length ? this.camera() : nothing}`
            : nothing
        }
        <button class="icon-button" type="button" aria-label="Emoji" title="Emoji" aria-haspopup="dialog" @click=${this.pickEmoji}>${icon("smile")}</button>
        ${draft.editing === null && draft.text === "" && !files.length && canRecord() ? this.microphone() : this.sender(draft, ready)}
      </div>
      ${this.refusal ? html`<p class="composer-refusal" role="alert">${this.refusal}</p>` : nothing}
      ${length > WARN_FROM ? html`<p class="composer-count tabular ${length > MOST ? "over" : ""}" role="status">${(MOST - length).toLocaleString(locale)} characters left</p>` : nothing}
    </form>
    <p class="composer-foot">${this.typing()}</p></div>`;
  }

  private other({ other }: Draft): TemplateResult | typeof nothing {
    if (!other) return nothing;
    import("./other-draft").catch((error) => console.warn("A part of the screen cannot be loaded:", error));
    return html`<other-draft .screen=${this.screen} .conversation=${this.item.id}></other-draft>`;
  }

  private sender({ editing }: Draft, ready: boolean): TemplateResult {
    const verb = editing === null ? "Send" : "Save";
    return html`<button class="send-button ${ready ? "ready" : ""}" type="submit" ?disabled=${!ready} aria-label=${verb} title=${verb}>${icon(editing === null ? "send" : "tick")}</button>`;
  }

  /** Only on phones. */
  private camera(): TemplateResult {
    return html`<button class="icon-button composer-attach camera" type="button" aria-label="Take a picture" title="Take a picture" @click=${() => this.querySelector<HTMLInputElement>(".camera-chooser")?.click()}>${icon("camera")}</button>
      <input class="camera-chooser" type="file" accept="image/*,video/*" capture="environment" hidden @change=${this.chosen} />`;
  }

  private microphone(): TemplateResult {
    return html`<button class="icon-button microphone" type="button" aria-label="Record a voice message" title="Record a voice message"
      @pointerdown=${this.press} @click=${this.clicked} @contextmenu=${(event: Event) => event.preventDefault()}>${icon("voice")}</button>`;
  }

  private recorder({ reply_to }: Draft): TemplateResult | typeof nothing {
    const { screen, item, recording } = this;
    if (!recording) return nothing;
    return html`<voice-recorder .screen=${screen} .item=${item} .replyTo=${reply_to} .pressed=${recording === "pressed"} @done=${this.recorded}></voice-recorder>`;
  }

  private press({ button }: PointerEvent): void {
    if (button === 0) this.recording = "pressed";
  }

  private clicked(): void {
    this.recording ??= "begun";
  }

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

  private typing(): TemplateResult | string {
    const typing = this.screen.chat.presence.typing(this.item.id);
    if (typing.length === 0) return "";
    const names = typing.map((id) => this.screen.chat.people.get(id).display_name);
    return html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${typingLine(names)}</span>`;
  }

  private typed(): void {
    const { chat } = this.screen;
    const text = this.field.value;
    this.refusal = "";
    chat.drafts.set(this.item.id, { ...this.draft, text });
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
    chat.drafts.beginEdit(this.item.id, last.seq, content.text);
    return true;
  }

  private cancel(): void {
    const { chat } = this.screen;
    const { draft, item } = this;
    if (draft.editing === null) chat.drafts.set(item.id, { ...draft, reply_to: null });
    else chat.drafts.endEdit(item.id);
    this.field.focus();
  }

  private submit(event?: Event): void {
    event?.preventDefault();
    const { chat, timeline } = this.screen;
    const { text, reply_to, editing } = this.draft;
    const { id } = this.item;
    const isEmpty =
      !text.trim() && (editing !== null || !chat.files.attached(id).some(({ error }) => !error));
    if (isEmpty || [...text].length > MOST) return;
    try {
      if (editing === null) chat.messages.send(id, text.trim(), { reply_to });
      else chat.messages.perform("message.edit", { conversation: id, seq: editing, body: text.trim() });
    } catch (refusal) {
      this.refusal = sentence(refusal);
      return;
    }
    this.refusal = "";
    if (editing === null) {
      chat.drafts.set(id, EMPTY);
      void timeline.value?.jumpToLatest();
    } else chat.drafts.endEdit(id);
    this.field.focus();
  }

  private chosen({ target }: Event): void {
    const chooser = target as HTMLInputElement;
    this.screen.attach(this.item.id, [...(chooser.files ?? [])]);
    // Choosing the same file again must fire another change event.
    chooser.value = "";
    this.field.focus();
  }

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
