import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../icons/icon";
import type { SharedFile, SharedLink } from "../../models/api";
import { downloadPath } from "../../render/files";
import { sizeOf } from "../../render/sizes";
import { listTime } from "../../render/times";
import type { Screen } from "../../screen/screen";
import { fileIcon, fileName } from "../media/file-card";
import "../media/media-tile";
import { showMessage } from "../timeline/show-message";

export function sharedPictures(screen: Screen, items: readonly SharedFile[]): TemplateResult {
  const files = items.map(({ attachment, sender, seq, created_at }) => ({
    file: attachment,
    sender,
    seq,
    at: created_at,
  }));
  return html`<div class="shared-pictures">
    ${repeat(
      items,
      ({ attachment }) => attachment.id,
      ({ attachment }) => html`<media-tile .file=${attachment} .sizes=${"160px"}
        .open=${() => screen.show({ name: "light-box", start: attachment.id, files: () => files })}></media-tile>`,
    )}
  </div>`;
}

export function sharedFiles(screen: Screen, items: readonly SharedFile[]): TemplateResult {
  return html`<ul class="shared-list" role="list">${repeat(
    items,
    ({ attachment }) => attachment.id,
    ({ attachment, ...message }) => html`<li class="shared-item">
      <a class="file-card" href=${downloadPath(attachment.id)} download=${attachment.name} title="Download ${attachment.name}">
        <span class="file-icon">${icon(fileIcon(attachment))}</span>
        <span class="file-words">${fileName(attachment.name)}
          <span class="file-line tabular">${sizeOf(attachment.size)} · ${who(screen, message)}</span></span>
      </a>${jump(screen, message.seq)}
    </li>`,
  )}</ul>`;
}

export function sharedLinks(screen: Screen, items: readonly SharedLink[]): TemplateResult {
  return html`<ul class="shared-list" role="list">${items.map(
    (link) => html`<li class="shared-item">
      <a class="file-card" href=${link.url} target="_blank" rel="noopener noreferrer nofollow" title=${link.url}>
        <span class="file-icon">${icon("link")}</span>
        <span class="file-words"><bdi class="shared-address">${link.url.replace(/^https?:\/\//, "")}</bdi>
          <span class="file-line">${who(screen, link)}</span></span>
      </a>${jump(screen, link.seq)}
    </li>`,
  )}</ul>`;
}

function who(screen: Screen, { sender, created_at }: { sender: string; created_at: string }): TemplateResult {
  return html`<bdi>${screen.chat.people.get(sender).display_name}</bdi>, <time datetime=${created_at}>${listTime(created_at)}</time>`;
}

function jump(screen: Screen, seq: number): TemplateResult {
  return html`<button class="icon-button" type="button" aria-label="Show the message" title="Show the message"
    @click=${() => void showMessage(screen, seq)}>${icon("message")}</button>`;
}
