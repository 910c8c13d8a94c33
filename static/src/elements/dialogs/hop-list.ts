import { html, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { Notification } from "../../models/api";
import { type Hop, hopsOf } from "../../render/hops";

const ICONS = { done: "tick", waiting: "clock", failed: "alert" } as const;

/** The steps of a notification, one line each. */
export function hopList(notification: Notification): TemplateResult {
  return html`<ol class="hops" role="list">${hopsOf(notification).map(line)}</ol>`;
}

function line({ words, state }: Hop): TemplateResult {
  return html`<li class="hop ${state}">${icon(ICONS[state], 16)}<span>${words}</span></li>`;
}
