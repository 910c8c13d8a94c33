import type { Shown } from "../models/attachments";
import type { Attachment } from "../protocol/wire";
import type { Upload } from "./upload";

const looks = new WeakMap<Upload, { width?: number; height?: number; duration_ms?: number }>();

/** Object URLs of files at hand, one a file. */
class Locals {
  private readonly urls = new Map<File, string>();

  of(file: File): string | undefined {
    if (!/^(image|video|audio)\//.test(file.type)) return undefined;
    let url = this.urls.get(file);
    if (!url) {
      url = URL.createObjectURL(file);
      this.urls.set(file, url);
    }
    return url;
  }

  forget(file: File): void {
    const url = this.urls.get(file);
    if (url) URL.revokeObjectURL(url);
    this.urls.delete(file);
  }
}

export const localOf = new Locals();

/** (reactive) A file of one's own as an attachment, before the server says what it is. */
export function shownOf(upload: Upload): Shown {
  const { id, file, voice, look } = upload.cargo;
  if (!looks.has(upload)) {
    looks.set(upload, {});
    void look.then((found) => looks.set(upload, found));
  }
  const { phase, share, reason } = upload.progress.value;
  const local = localOf.of(file);
  return {
    id,
    name: file.name || "file",
    type: file.type || "application/octet-stream",
    kind: voice ? "voice" : kindOf(file.type),
    size: file.size,
    state: "pending",
    ...(voice ?? looks.get(upload)),
    ...(local ? { local } : {}),
    ...(phase === "done" || phase === "failed" ? {} : { progress: share }),
    ...(reason ? { error: reason } : {}),
  };
}

function kindOf(type: string): Attachment["kind"] {
  const [kind] = type.split("/");
  if (kind === "image") return "picture";
  return kind === "video" || kind === "audio" || kind === "text" ? kind : "file";
}
