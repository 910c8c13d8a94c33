import { html, type TemplateResult } from "lit";
import { icon } from "../../icons/icon";
import type { IconName } from "../../icons/icons";
import type { Status } from "../../models/api";

const marks: Record<Status, { icon: IconName; text: string }> = {
  sending: { icon: "clock", text: "Sending" },
  failed: { icon: "alert", text: "Not sent" },
  sent: { icon: "tick", text: "Sent" },
  delivered: { icon: "ticks", text: "Delivered" },
  read: { icon: "ticks", text: "Read" },
};

/** A clock, one tick, two ticks or two accent ticks, each with a text for screen readers. */
export function messageStatus(status: Status): TemplateResult {
  const mark = marks[status];
  return html`<span class="message-status ${status}" title=${mark.text}
    >${icon(mark.icon, 16)}<span class="aside">${mark.text}</span></span
  >`;
}
