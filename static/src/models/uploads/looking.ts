import { LIMITS } from "../../protocol/generated";
import type { AttachmentKind } from "../../protocol/wire";

/** Properties of a file that the browser can measure before the server does, to reserve its space. */
export interface Look {
  width?: number;
  height?: number;
  duration_ms?: number;
}

const LONGEST_LOOK_MS = 3_000;
/** The picture types that the server decodes; others are plain files. */
const PICTURES = /^image\/(jpeg|png|gif|webp|avif)$/;

/** The kind that the server will most likely assign to a file of this type. */
export function kindOf(type: string): AttachmentKind {
  if (PICTURES.test(type)) return "picture";
  if (type.startsWith("image/svg")) return "text";
  const [kind] = type.split("/");
  return kind === "video" || kind === "audio" || kind === "text" ? kind : "file";
}

/** Dimensions and duration; null if the browser cannot show it or the picture is too large for the server. */
export async function look(file: Blob): Promise<Look | null> {
  const kind = kindOf(file.type);
  if (typeof document === "undefined") return {};
  if (kind === "picture") return await lookAt(file, new Image(), "load", sidesOf);
  if (kind !== "video" && kind !== "audio") return {};
  const element = document.createElement(kind);
  element.preload = "metadata";
  return await lookAt(file, element, "loadedmetadata", lookOf);
}

function lookAt<Element extends HTMLImageElement | HTMLMediaElement>(
  file: Blob,
  element: Element,
  ready: string,
  read: (element: Element) => Look | null,
): Promise<Look | null> {
  const url = URL.createObjectURL(file);
  const result = new Promise<Look | null>((resolve) => {
    setTimeout(() => resolve({}), LONGEST_LOOK_MS);
    element.onerror = () => resolve(null);
    element.addEventListener(ready, () => resolve(read(element)));
  });
  element.src = url;
  return result.finally(() => {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}

function sidesOf({ naturalWidth: width, naturalHeight: height }: HTMLImageElement): Look | null {
  return width * height > LIMITS.picture_pixels ? null : { width, height };
}

function lookOf(element: HTMLMediaElement): Look {
  const look: Look = {};
  // A recording that was not ended properly has no length.
  if (Number.isFinite(element.duration)) look.duration_ms = Math.round(element.duration * 1000);
  if (element instanceof HTMLVideoElement && element.videoWidth) {
    look.width = element.videoWidth;
    look.height = element.videoHeight;
  }
  return look;
}
