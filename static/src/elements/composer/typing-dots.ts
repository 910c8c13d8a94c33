import { html, type TemplateResult } from "lit";
import { typingLine } from "../../render/words";
import type { Screen } from "../../screen/screen";

/** (reactive) Who is typing, below the composer. */
export function typingDots({ chat }: Screen, conversation: string): TemplateResult | string {
  const typing = chat.presence.typing(conversation);
  if (typing.length === 0) return "";
  const names = typing.map((id) => chat.people.get(id).display_name);
  return html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${typingLine(names)}</span>`;
}
