import type { ShownFile } from "../api";
import { kindOf, type Look } from "./looking";
import type { Upload } from "./upload";

/** null: shown as a plain file. */
const looks = new WeakMap<Upload, Look | null>();

/** One object URL for each local file. */
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

/** (reactive) A local file as an attachment, before the server has checked it. */
export function shownOf(upload: Upload): ShownFile {
  const { id, file, voice, look } = upload.cargo;
  if (!looks.has(upload)) {
    looks.set(upload, {});
    void look.then((result) => looks.set(upload, result));
  }
  const { phase, share, reason } = upload.progress.value;
  const seen = looks.get(upload);
  const local = seen === null ? undefined : localOf.of(file);
  return {
    id,
    name: file.name || "file",
    type: file.type || "application/octet-stream",
    kind: voice ? "voice" : seen === null ? "file" : kindOf(file.type),
    size: file.size,
    state: "pending",
    ...(voice ?? seen),
    ...(local ? { local } : {}),
    ...(phase === "done" || phase === "failed" ? {} : { progress: share }),
    ...(reason ? { error: reason } : {}),
  };
}
