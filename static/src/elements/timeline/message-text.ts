import { html, type TemplateResult } from "lit";
import { renderMarkdown } from "../../render/markdown";
import { isHeavy } from "../../render/weight";
import "./long-text";

/** The text of a message: Markdown, which may have marks, or as typed if rendering it would block the page. */
export function messageText(text: string, markdown = text): DocumentFragment | TemplateResult {
  return isHeavy(text) ? html`<long-text .text=${text}></long-text>` : renderMarkdown(markdown);
}
