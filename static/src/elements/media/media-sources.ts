import type { Attachment } from "../../protocol/wire";
import { contentPath } from "../../render/files";

/** The sizes a browser may choose from, as `srcset` has it. */
export function sourcesOf({ id, variants = [], kind }: Attachment): string {
  const sizes = variants.filter(({ name }) => name !== "poster");
  if (kind === "video") return "";
  return sizes.map(({ name, width }) => `${contentPath(id, name)} ${width}w`).join(", ");
}

/** One address of a still: a middle size, the poster of a film, else the file itself. */
export function stillOf({ id, variants = [], kind }: Attachment): string | null {
  const named = (name: string) => variants.find((variant) => variant.name === name);
  if (kind === "video") return named("poster") ? contentPath(id, "poster") : null;
  const middle = named("medium") ?? variants[0];
  return contentPath(id, middle?.name);
}

/** The largest that is shown on a whole screen. */
export function largestOf({ id, variants = [] }: Attachment): string {
  const sizes = variants.filter(({ name }) => name !== "poster");
  const largest = sizes.sort((a, b) => b.width - a.width)[0];
  return contentPath(id, largest?.name);
}
