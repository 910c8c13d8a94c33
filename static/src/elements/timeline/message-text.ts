import { html, type TemplateResult } from "lit";
import { renderMarkdown } from "../../render/markdown";
import { isHeavy } from "../../render/weight";
import "./long-text";

/** What somebody wrote: Markdown, or as it was typed where that would hold the reader up. */
export function messageText(text: string): DocumentFragment | TemplateResult {
  return isHeavy(text) ? html`<long-text .text=${text}></long-text>` : renderMarkdown(text);
}
