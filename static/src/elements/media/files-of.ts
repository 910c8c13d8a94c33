import type { Files, MessageRow, ShownFile } from "../../models/api";
import type { Attachment } from "../../protocol/wire";

/** (reactive) The files of a message, sent or not. */
export function filesOf(files: Files, row: MessageRow): readonly ShownFile[] {
  return row.content.kind === "deleted" ? [] : files.of(row);
}

/** Whether a file is drawn as a picture or video. Formats that browsers cannot show are drawn as cards. */
export function isSeen(file: Attachment): boolean {
  if (file.state === "rejected") return false;
  const isPending = file.state === "pending";
  if (file.kind === "picture") return isPending || Boolean(file.is_playable || file.variants?.length);
  return file.kind === "video" && (isPending || Boolean(file.is_playable));
}

export function isHeard(file: Attachment): boolean {
  if (file.state === "rejected") return false;
  if (file.kind === "voice") return file.state === "pending" || file.is_playable !== false;
  return file.kind === "audio" && Boolean(file.is_playable);
}
