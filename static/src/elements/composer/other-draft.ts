import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Watcher } from "../../helpers/watcher";
import { icon } from "../../icons/icon";
import { alike, NOTHING, withWritten, writtenOf } from "../../models/messages/draft_merge";
import { plainText } from "../../render/plain";
import type { Screen } from "../../screen/screen";

/** What was written on this device while the draft was changed on another one, which the composer shows. */
@customElement("other-draft")
export class OtherDraft extends Watcher {
  @property({ attribute: false }) screen!: Screen;
  @property({ attribute: false }) conversation = "";

  override render(): TemplateResult | typeof nothing {
    const { other } = this.screen.chat.drafts.of(this.conversation).value;
    if (!other) return nothing;
    return html`<div class="composer-chip" role="status">
      ${icon("edit", 16)}
      <span class="chip-text" title=${other.text}><b>Also written here</b> <span dir="auto">${plainText(other.text, 120) || "A reply"}</span></span>
      <button class="link-button" type="button" @click=${this.swap}>Use this</button>
      <button class="icon-button" type="button" aria-label="Discard this version" title="Discard this version" @click=${this.discard}>${icon("close", 16)}</button>
    </div>`;
  }

  private swap(): void {
    const { drafts } = this.screen.chat;
    const draft = drafts.of(this.conversation).value;
    if (!draft.other) return;
    const mine = writtenOf(draft);
    const other = alike(mine, NOTHING) ? undefined : mine;
    drafts.set(this.conversation, { ...withWritten(draft, draft.other), other });
    this.focusField();
  }

  private discard(): void {
    const { drafts } = this.screen.chat;
    drafts.set(this.conversation, { ...drafts.of(this.conversation).value, other: undefined });
    this.focusField();
  }

  private focusField(): void {
    this.closest("message-composer")?.querySelector("textarea")?.focus();
  }
}
