import type { LightFile } from "../../screen/dialogs";
import type { Screen } from "../../screen/screen";
import { filesOf, isSeen } from "./files-of";

/** Those of the conversation in view, as far as it is loaded, in the order they were said. */
export function lightFiles(screen: Screen): LightFile[] {
  const rows = screen.timeline.value?.rows.value ?? [];
  return rows.flatMap((row) =>
    row.kind === "message"
      ? filesOf(screen.chat.files, row)
          .filter((file) => isSeen(file) && (file.state === "ready" || file.local))
          .map((file) => ({ file, sender: row.sender, seq: row.seq, at: row.at }))
      : [],
  );
}
