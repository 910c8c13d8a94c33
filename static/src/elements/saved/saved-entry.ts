import { html, nothing, type TemplateResult } from "lit";
import { zoneOf } from "../../helpers/zoned-time";
import { icon } from "../../icons/icon";
import type { Message, Saved } from "../../models/api";
import { fullTime, listTime } from "../../render/times";
import type { Screen } from "../../screen/screen";
import { avatar } from "../avatar";
import { messageLine } from "../timeline/message-line";
import { offerReminder } from "./remind-menu";
import { longTime, shortTime } from "./reminder-times";
import { goTo, markDone, remove } from "./saved-acts";

const MISSING = {
  deleted: "This message was deleted.",
  expired: "This message was deleted, because it was older than the conversation keeps messages.",
  left: "You are no longer in this conversation.",
  hidden: "This message is from before you joined the conversation again.",
} as const;

/** A saved message with what can be done about it. */
export function savedEntry(screen: Screen, entry: Saved): TemplateResult {
  return html`<li class="saved-entry">
    ${entry.message ? present(screen, entry, entry.message) : missing(entry)}
    <div class="saved-foot">${reminder(screen, entry)}${acts(screen, entry)}</div>
  </li>`;
}

function present(screen: Screen, entry: Saved, message: Message): TemplateResult {
  const { chat } = screen;
  const sender = chat.people.get(message.sender);
  const title = chat.conversations.get(entry.conversation)?.title;
  return html`<button class="listed-message" type="button" title="Show the message" data-stop @click=${() => goTo(screen, entry)}>
    ${avatar(sender, 36)}
    <span class="listed-words">
      <span class="listed-head"><bdi class="sender">${sender.display_name}</bdi>
        ${title && title !== sender.display_name ? html`<bdi class="saved-place">${title}</bdi>` : nothing}
        <time class="tabular" datetime=${message.created_at} title=${fullTime(message.created_at)}>${listTime(message.created_at)}</time></span>
      <span class="listed-text" dir="auto">${messageLine(message, 280)}</span>
      ${note(entry)}
    </span>
  </button>`;
}

function missing(entry: Saved): TemplateResult {
  return html`<div class="listed-message" tabindex="-1" data-stop>
    <span class="saved-missing">${icon("bookmark")}</span>
    <span class="listed-words"><span class="listed-text quiet">${MISSING[entry.missing ?? "deleted"] ?? "This message cannot be shown."}</span>${note(entry)}</span>
  </div>`;
}

function note({ note }: Saved): TemplateResult | typeof nothing {
  return note
    ? html`<span class="saved-note">${icon("edit", 16)}<span class="aside">Note: </span><span dir="auto">${note}</span></span>`
    : nothing;
}

function reminder(screen: Screen, { remind_at, reminded_at, done_at }: Saved): TemplateResult {
  if (!remind_at || done_at) return html`<span class="saved-when"></span>`;
  const zone = zoneOf(screen.chat.account.me.value);
  const at = Date.parse(remind_at);
  return html`<span class="saved-when ${reminded_at ? "due" : ""}" title=${longTime(at, zone)}>${icon(reminded_at ? "notify" : "clock", 16)}
    <span><span class="aside">${reminded_at ? "Due since " : "Reminder: "}</span><time class="tabular" datetime=${remind_at}>${shortTime(at, Date.now(), zone)}</time></span></span>`;
}

function acts(screen: Screen, entry: Saved): TemplateResult {
  const { conversation, seq, note = "" } = entry;
  if (entry.done_at)
    return html`${act("retry", "Not done", () => void screen.attempt(() => screen.chat.saved.change("patch", entry, { done: false }), "Open again"))}
      ${act("delete", "Remove", () => remove(screen, entry))}`;
  return html`
    ${act("edit", note ? "Edit the note" : "Add a note", () => screen.show({ name: "saved-note", conversation, seq, note }))}
    ${act("clock", entry.reminded_at ? "Remind me later" : "Remind me", (anchor) => offerReminder(screen, entry, anchor))}
    ${act("delete", "Remove", () => remove(screen, entry))}
    <button class="button quiet" type="button" @click=${() => void markDone(screen, entry)}>${icon("tick", 16)} Done</button>`;
}

function act(
  name: "retry" | "edit" | "clock" | "delete",
  label: string,
  run: (anchor: HTMLElement) => void,
): TemplateResult {
  return html`<button class="icon-button" type="button" aria-label=${label} title=${label}
    @click=${(event: Event) => run(event.currentTarget as HTMLElement)}>${icon(name)}</button>`;
}
