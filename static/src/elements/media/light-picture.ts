import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { ShownFile } from "../../models/api";
import { placeholder } from "../../render/thumbhash";
import { largestOf, sourcesOf } from "./media-sources";
import "./video-player";

/** A picture as large as the screen lets it be, in a box of its own shape from the first moment; a film likewise. */
export function lightPicture(file: ShownFile): TemplateResult {
  const hash = placeholder(file.thumbhash);
  const sides = file.width && file.height ? `--width: ${file.width}; --height: ${file.height};` : "";
  if (file.kind === "video")
    return html`${keyed(file.id, html`<video-player class="light-film" .style=${sides} .file=${file}></video-player>`)}`;
  return html`${keyed(
    file.id,
    html`<img class="light-picture ${sides ? "" : "shapeless"}" draggable="false" alt=${file.name}
      .style=${sides + (hash ? ` background-image: url(${hash})` : "")}
      sizes="100vw" srcset=${file.local ? "" : sourcesOf(file)} src=${file.local ?? largestOf(file)} />`,
  )}`;
}

/** Its bytes are asked for before it is. */
export function preload(file: ShownFile | undefined): void {
  if (file?.kind !== "picture" || file.local) return;
  const image = new Image();
  image.sizes = "100vw";
  image.srcset = sourcesOf(file);
  image.src = largestOf(file);
}
