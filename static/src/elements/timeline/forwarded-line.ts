import { html, nothing, type TemplateResult } from "lit";
import type { ConversationId, Message } from "../../protocol/wire";
import type { Screen } from "../../screen/screen";
import { withFile } from "../late-file";

/** The line above a message that was forwarded. Whether the user may see the original is asked when they want to. */
export function forwardedLine(
  screen: Screen,
  conversation: ConversationId,
  message: Message | null,
): TemplateResult | typeof nothing {
  if (!message?.forwarded) return nothing;
  const { seq } = message;
  const load = () => import("../dialogs/forward-origin");
  const show = () => withFile(screen, load, (file) => void file.showOriginal(screen, conversation, seq));
  return html`<div class="message-origin">Forwarded · <button class="link-button" type="button" @click=${show}>Show original</button></div>`;
}
