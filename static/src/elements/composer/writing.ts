import { html, type TemplateResult } from "lit";
import type { ConversationItem } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { unblock } from "../sidebar/blocking";
import "./message-composer";

/** The composer, or the reason why the user cannot write here. */
export function writing(screen: Screen, item: ConversationItem): TemplateResult {
  if (item.conversation.closed_at)
    return html`<p class="closed-line" role="status">This ${item.kind} is closed. You can read it, but no one can write to it.</p>`;
  if (item.blocked)
    return html`<p class="closed-line" role="status">You blocked <bdi>${item.title}</bdi>. <button class="link-button" type="button" @click=${() => unblock(screen, item.peer!)}>Unblock</button></p>`;
  return html`<message-composer .screen=${screen} .item=${item}></message-composer>`;
}
