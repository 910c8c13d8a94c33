import type { Push } from "../../protocol/pushes";
import type { Message, Privacy } from "../../protocol/wire";
import { filesLine } from "../../render/files";
import { plainText } from "../../render/plain";
import type { ConversationItem } from "../api";
import { contentOf } from "../messages/content";

const LONGEST = 240;

/** The push that the server would send for this message, so that the two collapse. */
export function pushOf(
  message: Message,
  item: ConversationItem,
  { sender, privacy, unread }: { sender: string; privacy: Privacy; unread: number },
): Push {
  const { conversation, seq, created_at } = message;
  const content = contentOf(message);
  const hides = privacy === "nothing" || content.kind === "envelope";
  const from = item.kind === "direct" ? sender : `${sender} in ${item.title}`;
  const text = content.kind === "text" ? plainText(content.text, LONGEST) : "";
  const body = text || filesLine(message.attachments) || "New message";
  return {
    kind: "message",
    conversation,
    seq,
    tag: `c.${conversation}`,
    title: hides ? "Parlance" : from,
    body: hides || privacy === "sender" ? "New message" : body,
    url: `/c/${conversation}/${seq}`,
    unread,
    at: created_at,
  };
}
