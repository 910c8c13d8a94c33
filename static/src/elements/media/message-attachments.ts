import { html, nothing, type TemplateResult } from "lit";
import type { MessageRow, ShownFile } from "../../models/api";
import type { Screen } from "../../screen/screen";
import "./audio-player";
import { fileCard } from "./file-card";
import { filesOf, isHeard, isSeen } from "./files-of";
import { lightFiles } from "./light-files";
import { mediaGrid } from "./media-grid";

/** The attachments of a message: pictures together, then sounds, then files. */
export function messageAttachments(screen: Screen, row: MessageRow): TemplateResult | typeof nothing {
  const files = filesOf(screen.chat.files, row);
  if (files.length === 0) return nothing;
  const seen = files.filter(isSeen);
  const others = files
    .filter((file) => !isSeen(file))
    .sort((a, b) => Number(isHeard(b)) - Number(isHeard(a)));
  const open = ({ id }: ShownFile) => {
    const isThere = lightFiles(screen).some(({ file }) => file.id === id);
    if (isThere) screen.show({ name: "light-box", start: id, files: () => lightFiles(screen) });
  };
  const sender = row.mine ? "you" : screen.chat.people.get(row.sender).display_name;
  return html`<div class="message-attachments">
    ${seen.length > 0 ? mediaGrid(seen, open) : nothing}
    ${others.map((file) =>
      isHeard(file) ? html`<audio-player .file=${file} .sender=${sender}></audio-player>` : fileCard(file),
    )}
  </div>`;
}
