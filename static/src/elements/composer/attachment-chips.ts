import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { ShownFile } from "../../models/api";
import { sizeOf } from "../../render/sizes";

/** The files of the draft, with their progress and a button to remove each. */
export function attachmentChips(
  files: readonly ShownFile[],
  remove: (id: string) => void,
): TemplateResult | typeof nothing {
  if (!files.length) return nothing;
  return html`<ul class="attachment-chips" aria-label="Attached files">${files.map((file) => chip(file, remove))}</ul>
    <p class="attachment-note">Files stay on this device until you send.</p>`;
}

function chip(file: ShownFile, remove: (id: string) => void): TemplateResult {
  const share = Math.round((file.progress ?? 1) * 100);
  return html`<li class="attachment-chip ${file.error ? "failed" : ""}" title=${file.name}>
    ${face(file)}
    <span class="attachment-words">
      <span class="attachment-name" dir="auto">${file.name}</span>
      <span class="attachment-state tabular" role=${file.error ? "alert" : nothing}>${file.error ?? (share < 100 ? `${share}% of ${sizeOf(file.size)}` : sizeOf(file.size))}</span>
    </span>
    <button class="icon-button" type="button" aria-label=${`Remove ${file.name}`} title="Remove" @click=${() => remove(file.id)}>${icon("close", 16)}</button>
    ${share < 100 && !file.error ? html`<progress class="attachment-progress" max="100" .value=${share} aria-label=${`Uploading ${file.name}`}></progress>` : nothing}
  </li>`;
}

function face(file: ShownFile): TemplateResult {
  if (file.kind === "voice" && file.local)
    return html`<audio class="attachment-voice" controls src=${file.local} aria-label=${file.name}></audio>`;
  if (file.local && file.kind === "picture")
    return html`<img class="attachment-face" src=${file.local} alt="" />`;
  return html`<span class="attachment-face">${icon("file", 20)}</span>`;
}
