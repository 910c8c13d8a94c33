import { html, type TemplateResult } from "lit";
import type { ShownFile } from "../../models/api";
import { GRID, MOST_SHOWN, mosaic, type Place, ratioOf, widthAlone } from "../../render/mosaic";
import "./media-tile";
import "./video-player";

/** The pictures and videos of a message, in a box whose size is known before any of them loads. */
export function mediaGrid(files: readonly ShownFile[], open: (file: ShownFile) => void): TemplateResult {
  const [only] = files;
  if (files.length === 1 && only) return alone(only, open);
  const { ratio, rows, places } = mosaic(files);
  const visible = files.slice(0, MOST_SHOWN);
  const hidden = files.length - visible.length;
  return html`<div class="media-grid" role="group" aria-label="${files.length} pictures and videos"
    .style=${`--ratio: ${ratio}; grid-template-rows: repeat(${rows}, minmax(0, 1fr))`}>
    ${visible.map(
      (file, at) => html`<media-tile
        .style=${areaOf(places[at]!)}
        .file=${file}
        .sizes=${sizesOf(places[at]!)}
        .more=${hidden && at === visible.length - 1 ? hidden + 1 : 0}
        .open=${() => open(file)}
      ></media-tile>`,
    )}
  </div>`;
}

function alone(file: ShownFile, open: (file: ShownFile) => void): TemplateResult {
  const width = widthAlone(file);
  const box = `--ratio: ${ratioOf(file)}; --width: ${width}px`;
  if (file.kind === "video" && file.state === "ready")
    return html`<video-player class="media-alone" .style=${box} .file=${file}></video-player>`;
  return html`<media-tile
    class="media-alone"
    .style=${box}
    .file=${file}
    .sizes=${`(max-width: 719px) calc(100vw - 92px), ${width}px`}
    .open=${() => open(file)}
  ></media-tile>`;
}

function areaOf({ column, columns, row, rows }: Place): string {
  return `grid-area: ${row} / ${column} / span ${rows} / span ${columns}`;
}

/** A cropped picture is wider than its tile, so the browser requests one and a half times the tile's width. */
function sizesOf({ columns }: Place): string {
  return `${Math.round((GRID * columns * 1.5) / 12)}px`;
}
