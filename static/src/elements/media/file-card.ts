import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { IconName } from "../../icons/icons";
import type { ShownFile } from "../../models/api";
import type { Attachment } from "../../protocol/wire";
import { downloadPath, nameParts } from "../../render/files";
import { refusalWords } from "../../render/refusals";
import { sizeOf } from "../../render/sizes";

const ICONS: readonly [RegExp, IconName][] = [
  [/^image\//, "pictureFile"],
  [/^video\//, "filmFile"],
  [/^audio\//, "soundFile"],
  [/zip|tar|7z|rar|compress|archive/, "archiveFile"],
  [/spreadsheet|excel|csv/, "tableFile"],
  [/json|xml|javascript|html|css|x-(sh|python|c|java|rust|go|ruby|php)/, "codeFile"],
  [/^text\/|pdf|word|document|rtf/, "textFile"],
];

export function fileIcon({ type }: Pick<Attachment, "type">): IconName {
  return ICONS.find(([types]) => types.test(type))?.[1] ?? "file";
}

/** A file name that is clipped before its extension. */
export function fileName(name: string): TemplateResult {
  const [start, end] = nameParts(name);
  return html`<bdi class="file-name" title=${name}><span class="file-start">${start}</span><span class="file-end">${end}</span></bdi>`;
}

/** A file that has no preview: its name, size and a download link. */
export function fileCard(file: ShownFile): TemplateResult {
  if (file.state === "rejected") return refused(file);
  const pending = file.state === "pending";
  const words = html`<span class="file-icon">${icon(fileIcon(file))}</span>
    <span class="file-words">
      ${fileName(file.name)}
      <span class="file-line tabular">${pending ? pendingLine(file) : sizeOf(file.size)}</span>
    </span>`;
  return html`<div class="file-box">
    ${
      pending
        ? html`<div class="file-card">${words}</div>`
        : html`<a class="file-card" href=${downloadPath(file.id)} download=${file.name} title="Download ${file.name}">
            ${words}<span class="file-get">${icon("download")}<span class="aside">Download</span></span>
          </a>`
    }
    ${file.preview ? preview(file.preview) : nothing}
  </div>`;
}

function pendingLine({ size, progress, error }: ShownFile): string {
  if (error) return error;
  if (progress === undefined) return `${sizeOf(size)} · on its way`;
  return progress < 1
    ? `${Math.floor(progress * 100)}% of ${sizeOf(size)}`
    : `${sizeOf(size)} · being checked`;
}

function preview(text: string): TemplateResult {
  return html`<details class="file-preview">
    <summary>${icon("chevron", 16)}Preview</summary>
    <pre dir="auto"><code>${text}</code></pre>
  </details>`;
}

function refused(file: ShownFile): TemplateResult {
  return html`<div class="file-box"><div class="file-card refused" role="group" aria-label="${file.name} was not accepted">
    <span class="file-icon">${icon("alert")}</span>
    <span class="file-words">${fileName(file.name)}<span class="file-line">${refusalWords(file.reason)}</span></span>
  </div></div>`;
}
