import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Draft } from "../../models/api";
import { contentOf } from "../../models/messages/content";
import { plainText } from "../../render/plain";
import type { Screen } from "../../screen/screen";

/** (reactive) The message that is being replied to or edited, above the text. */
export function composerChip(
  { chat, timeline }: Screen,
  { editing, reply_to }: Draft,
  onCancel: () => void,
): TemplateResult | typeof nothing {
  const seq = editing ?? reply_to;
  if (seq === null) return nothing;
  const message = timeline.value?.message(seq);
  const content = message ? contentOf(message) : null;
  const text = content?.kind === "text" ? plainText(content.text, 120) : "…";
  const isEdit = editing !== null;
  const name = message ? chat.people.get(message.sender).display_name : "";
  return html`<div class="composer-chip">
    ${icon(isEdit ? "edit" : "reply", 16)}
    <button class="chip-text" type="button" title="Go there" @click=${() => void timeline.value?.jumpTo(seq, { highlight: true })}>
      <b dir="auto">${isEdit ? "Edit" : name}</b> <span dir="auto">${text}</span>
    </button>
    <button class="icon-button" type="button" aria-label=${isEdit ? "Cancel editing" : "Cancel reply"} title="Escape" @click=${onCancel}>${icon("close", 16)}</button>
  </div>`;
}
