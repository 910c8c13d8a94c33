import { html, nothing, type TemplateResult } from "lit";
import type { SearchHit, SearchPage } from "../../models/api";
import { fullTime, listTime } from "../../render/times";
import { count } from "../../render/words";
import type { Screen } from "../../screen/screen";
import { avatar } from "../avatar";

/** A message that was found, with the matches marked, and its conversation unless only that one is searched. */
export function searchHit(
  screen: Screen,
  hit: SearchHit,
  { visited, isHere }: { visited: boolean; isHere: boolean },
  go: () => void,
): TemplateResult {
  const { chat } = screen;
  const sender = chat.people.get(hit.sender);
  const title = isHere ? null : chat.conversations.get(hit.conversation)?.title;
  return html`<li><button class="search-hit ${visited ? "visited" : ""}" type="button" @click=${go}>
    ${avatar(sender, 36)}
    <span class="search-words">
      <span class="search-line"><bdi class="search-sender">${sender.display_name}</bdi>
        ${title ? html`<bdi class="search-place">${title}</bdi>` : nothing}
        <time class="tabular" datetime=${hit.created_at} title=${fullTime(hit.created_at)}>${listTime(hit.created_at)}</time></span>
      ${hit.text ? html`<span class="search-text" dir="auto">${marked(hit)}</span>` : nothing}
      ${hit.attachments.map(({ name }) => html`<bdi class="search-file">${name}</bdi>`)}
    </span>
  </button></li>`;
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
