// Short descriptions of files, and the addresses of their bytes.
import type { Attachment, AttachmentKind } from "../protocol/wire";
import { count } from "./words";

/** 0:12 · 1:02:07 */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The duration for screen readers: "12 seconds" for "0:12". */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = count(seconds % 60, "second");
  return minutes ? `${count(minutes, "minute")} ${rest}` : rest;
}

const MOST_ENDING = 14;

/** A name in two parts: if space is short, the first is clipped and the extension remains. */
export function nameParts(name: string): [string, string] {
  const letters = [...name];
  const dot = letters.lastIndexOf(".");
  const ending = dot > 0 && letters.length - dot <= MOST_ENDING - 4 ? letters.length - dot : 0;
  const kept = Math.min(letters.length, ending + 4);
  if (letters.length <= 16) return [name, ""];
  return [letters.slice(0, -kept).join(""), letters.slice(-kept).join("")];
}

const ONE: Record<AttachmentKind, string> = {
  picture: "Photo",
  video: "Video",
  audio: "Audio",
  voice: "Voice message",
  text: "File",
  file: "File",
};
const MANY: Record<AttachmentKind, string> = {
  picture: "photos",
  video: "videos",
  audio: "recordings",
  voice: "voice messages",
  text: "files",
  file: "files",
};

/** Files in one line of a list or quote: "Photo", "Voice message 0:12", "plan.pdf", "3 photos", "4 files". */
export function filesLine(files: readonly Attachment[]): string {
  const [first, ...others] = files;
  if (!first) return "";
  if (others.length === 0) {
    if (first.kind === "file" || first.kind === "text") return first.name;
    const lasts = first.duration_ms && first.kind !== "picture" ? ` ${duration(first.duration_ms)}` : "";
    return ONE[first.kind] + lasts;
  }
  const alike = others.every(({ kind }) => kind === first.kind);
  return `${files.length} ${alike ? MANY[first.kind] : "files"}`;
}

/** The address of a file or variant. It authenticates each request and redirects to a link that is valid for a minute. */
export function contentPath(id: string, variant?: string): string {
  const path = `/api/v1/attachments/${encodeURIComponent(id)}/content`;
  return variant ? `${path}?variant=${encodeURIComponent(variant)}` : path;
}

/** The address for downloads: browsers ignore a link's `download` attribute if the bytes have another origin. */
export function downloadPath(id: string): string {
  return `${contentPath(id)}?download=true`;
}
