import type { ConversationItem, MessageRow } from "../../models/api";
import { plainText } from "../../render/plain";
import type { MenuItem, MenuRequest } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { quickEmoji } from "../emoji/quick-emoji";
import { withSaved } from "../saved/save-acts";

export interface MessageActs {
  reply?: () => void;
  save?: () => void;
  forward?: () => void;
  remind?: (anchor: HTMLElement) => void;
  pin?: () => void;
  unpin?: () => void;
  react?: (emoji: string) => void;
  edit?: () => void;
  remove?: () => void;
  copyText?: () => void;
  copyLink?: () => void;
  unread?: () => void;
  readers?: () => void;
  why?: () => void;
  report?: () => void;
}

export function markUnread(screen: Screen, conversation: string, seq: number): void {
  const mark = () => screen.chat.conversations.setMembership(conversation, { unread_from: seq });
  void screen.attempt(mark, "Marked as unread");
}

export function focusComposer(): void {
  document.querySelector<HTMLElement>("message-composer textarea")?.focus();
}

/** The actions that the user may perform on this message. */
export function actionsFor(screen: Screen, conversation: string, row: MessageRow): MessageActs {
  const { chat } = screen;
  const { seq, content } = row;
  if (seq === null || content.kind === "deleted") return {};
  const item = chat.conversations.get(conversation);
  const acts: MessageActs = {
    copyLink: () =>
      void screen.copy(
        new URL(chat.messages.permalink(conversation, seq), location.href).href,
        "Link copied",
      ),
    save: () => withSaved(screen, (later) => later.toggleSaved(screen, { conversation, seq })),
    remind: (anchor) =>
      withSaved(screen, (later) => later.offerReminder(screen, { conversation, seq }, anchor)),
    unread: () => markUnread(screen, conversation, seq),
  };
  if (content.kind === "text") {
    acts.copyText = () => void screen.copy(content.text, "Text copied");
    acts.forward = () => screen.show({ name: "forward", conversation, seq });
  }
  if (row.mine) acts.readers = () => screen.show({ name: "readers", conversation, seq });
  else {
    acts.why = () => screen.show({ name: "why", conversation, seq });
    acts.report = () => screen.show({ name: "report", user: chat.people.get(row.sender), conversation, seq });
  }
  return item?.conversation.closed_at ? acts : { ...acts, ...changesOf(screen, conversation, row, seq) };
}

/** The actions that write to the conversation: not available when it is closed. */
function changesOf(screen: Screen, conversation: string, row: MessageRow, seq: number): MessageActs {
  const { chat } = screen;
  const { content } = row;
  const item = chat.conversations.get(conversation);
  const role = item?.conversation.membership.role;
  const isAdmin = role === "owner" || role === "admin";
  const acts: MessageActs = {
    reply: () => {
      chat.drafts.endEdit(conversation);
      chat.drafts.set(conversation, { ...chat.drafts.of(conversation).value, reply_to: seq });
      focusComposer();
    },
    react: (emoji) => {
      const mine = row.reactions[emoji]?.includes(chat.account.me.value.id) ?? false;
      chat.messages.perform(mine ? "reaction.remove" : "reaction.add", { conversation, seq, emoji });
    },
  };
  if (row.mine && content.kind === "text" && !row.message?.forwarded) {
    acts.edit = () => {
      chat.drafts.beginEdit(conversation, seq, content.text, row.message?.mentions);
      focusComposer();
    };
  }
  if (item && mayPin(item)) {
    const verb = row.message?.pinned_at ? "unpin" : "pin";
    acts[verb] = () => chat.messages.perform(`message.${verb}`, { conversation, seq });
  }
  if (row.mine || (item?.kind !== "direct" && isAdmin))
    acts.remove = () => askToDelete(screen, conversation, row);
  return acts;
}

/** Whether the user may pin messages there: in channels only admins and owners may. */
export function mayPin({ kind, conversation: { closed_at, membership } }: ConversationItem): boolean {
  return !closed_at && (kind !== "channel" || membership.role !== "member");
}

export function messageMenu(
  screen: Screen,
  conversation: string,
  row: MessageRow,
  anchor: HTMLElement,
): MenuRequest {
  const acts = actionsFor(screen, conversation, row);
  const items: MenuItem[] = [];
  const add = (act: (() => void) | undefined, item: Omit<MenuItem, "act">) =>
    act && items.push({ ...item, act });
  add(acts.reply, { label: "Reply", icon: "reply", shortcut: "R" });
  add(acts.forward, { label: "Forward…", icon: "next" });
  add(acts.edit, { label: "Edit", icon: "edit", shortcut: "E" });
  add(acts.copyText, { label: "Copy text", icon: "copy", shortcut: "C" });
  add(acts.copyLink, { label: "Copy link", icon: "link", shortcut: "L" });
  const isSaved = row.seq !== null && screen.chat.saved.mark(conversation, row.seq);
  add(acts.save, {
    label: isSaved ? "Remove from saved" : "Save for later",
    icon: "bookmark",
    shortcut: "S",
  });
  const { remind } = acts;
  // The button of the message's toolbar may be gone by then.
  const message = anchor.closest<HTMLElement>("message-item") ?? anchor;
  add(remind && (() => remind(message)), { label: "Remind me…", icon: "clock" });
  add(acts.unread, { label: "Mark unread from here", icon: "unread", shortcut: "U" });
  add(acts.pin, { label: "Pin for everyone", icon: "pin" });
  add(acts.unpin, { label: "Unpin for everyone", icon: "unpin" });
  add(acts.readers, { label: "Who has read it", icon: "ticks" });
  if (Object.keys(row.reactions).length > 0 && row.seq !== null) {
    const { seq } = row;
    add(() => screen.show({ name: "reactors", conversation, seq }), { label: "Who reacted", icon: "smile" });
  }
  add(acts.why, { label: "Why was I (not) notified?", icon: "notify" });
  add(acts.report, { label: "Report…", icon: "report" });
  add(acts.remove, { label: "Delete", icon: "delete", shortcut: "Del", danger: true });
  const { react } = acts;
  return {
    anchor,
    label: "Message",
    items,
    quick: react && {
      emoji: quickEmoji,
      pick: react,
      more: () => {
        screen.picker.value = { anchor, pick: react };
      },
    },
  };
}

function askToDelete(screen: Screen, conversation: string, row: MessageRow): void {
  const { seq, content } = row;
  if (seq === null) return;
  const text = content.kind === "text" ? plainText(content.text, 120) : "";
  screen.show({
    name: "confirm",
    heading: "Delete this message?",
    text: text
      ? `“${text}” is deleted for everyone. Others see that a message was deleted.`
      : "It is deleted for everyone.",
    verb: "Delete",
    danger: true,
    act: () => screen.chat.messages.perform("message.delete", { conversation, seq }),
  });
}
