import type { Attachment } from "../../protocol/wire";
import { contentPath } from "../../render/files";

/** The available sizes, as a `srcset`. */
export function sourcesOf({ id, variants = [], kind }: Attachment): string {
  const sizes = variants.filter(({ name }) => name !== "poster");
  if (kind === "video") return "";
  return sizes.map(({ name, width }) => `${contentPath(id, name)} ${width}w`).join(", ");
}

/** The address of a still: a medium size, the poster of a video, or the file itself. */
export function stillOf({ id, variants = [], kind }: Attachment): string | null {
  const named = (name: string) => variants.find((variant) => variant.name === name);
  if (kind === "video") return named("poster") ? contentPath(id, "poster") : null;
  const middle = named("medium") ?? variants[0];
  return contentPath(id, middle?.name);
}

/** The address of the largest variant, for the full screen. */
export function largestOf({ id, variants = [] }: Attachment): string {
  const sizes = variants.filter(({ name }) => name !== "poster");
  const largest = sizes.sort((a, b) => b.width - a.width)[0];
  return contentPath(id, largest?.name);
}
