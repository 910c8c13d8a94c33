import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { SearchHit, SearchPage } from "../../models/api";
import type { Attachment } from "../../protocol/wire";
import { fullTime, listTime } from "../../render/times";
import { count } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { avatar } from "../avatar";
import { fileIcon, fileName } from "../media/file-card";

interface Look {
  visited: boolean;
  /** Whether only one conversation is searched, which then needs no title. */
  isHere: boolean;
}

/** A message that was found, with the matches marked. */
export function searchHit(screen: Screen, hit: SearchHit, look: Look, go: () => void): TemplateResult {
  const sender = screen.chat.people.get(hit.sender);
  return html`<li><button class="search-hit ${look.visited ? "visited" : ""}" type="button" @click=${go}>
    ${avatar(sender, 36)}
    <span class="search-words">
      ${line(screen, hit, look)}
      ${hit.text ? html`<span class="search-text" dir="auto">${marked(hit)}</span>` : nothing}
      ${hit.attachments.map(({ name }) => html`<bdi class="search-file">${name}</bdi>`)}
    </span>
  </button></li>`;
}

/** A file that was found: it leads to its message. */
export function searchFile(
  screen: Screen,
  hit: SearchHit,
  file: Attachment,
  look: Look,
  go: () => void,
): TemplateResult {
  return html`<li><button class="search-hit search-of-file ${look.visited ? "visited" : ""}" type="button" @click=${go}>
    <span class="file-icon">${icon(fileIcon(file))}</span>
    <span class="search-words">${fileName(file.name)}${line(screen, hit, look)}</span>
  </button></li>`;
}

function line({ chat }: Screen, hit: SearchHit, { isHere }: Look): TemplateResult {
  const title = isHere ? null : chat.conversations.get(hit.conversation)?.title;
  return html`<span class="search-line"><bdi class="search-sender">${chat.people.get(hit.sender).display_name}</bdi>
    ${title ? html`<bdi class="search-place">${title}</bdi>` : nothing}
    <time class="tabular" datetime=${hit.created_at} title=${fullTime(hit.created_at)}>${listTime(hit.created_at)}</time></span>`;
}

/** The text of a hit with its matches marked. */
export function marked({ text, matches }: Pick<SearchHit, "text" | "matches">): (TemplateResult | string)[] {
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const { offset, length } of matches) {
    parts.push(text.slice(at, offset), html`<mark>${text.slice(offset, offset + length)}</mark>`);
    at = offset + length;
  }
  return [...parts, text.slice(at)];
}

/** What was searched and how far back. */
export function searchedLine({ conversations, back_to, indexing }: SearchPage["searched"]): string {
  const where = count(conversations, "conversation");
  const far = back_to ? `back to ${fullTime(back_to)}` : "to the beginning";
  const left = indexing ? ` ${count(indexing, "older message")} will be searchable soon.` : "";
  return `Searched ${where}, ${far}.${left}`;
}
