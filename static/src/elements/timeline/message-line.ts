import { contentOf } from "../../models/messages/content";
import type { Message } from "../../protocol/wire";
import { filesLine } from "../../render/files";
import { plainText } from "../../render/plain";

/** A message as one line of text, for quotes and lists. */
export function messageLine(message: Message, limit = 140): string {
  const content = contentOf(message);
  if (content.kind === "text") return plainText(content.text, limit) || filesLine(message.attachments);
  return content.kind === "deleted" ? "Message deleted" : "Encrypted message";
}
