import type { Message, NotificationPreferences, Notify, UserId } from "../../protocol/wire";
import type { ConversationItem } from "../api";
import { isLater } from "../conversations/items";
import { contentOf } from "../messages/content";
import { isMentioned } from "../messages/mentioned";
import { hasKeyword } from "./mentions";
import { isQuiet } from "./quiet_hours";

/** The facts about the user and the conversation that decide whether a message notifies. */
export interface Interest {
  me: UserId;
  /** Whether the user blocks the sender, who then mentions no one. */
  isBlocked: boolean;
  /** Whether the user is at this device. */
  isActive: boolean;
  timeZone: string;
  preferences: NotificationPreferences;
  item: ConversationItem;
  /** The sender of the message that it replies to. */
  repliesTo: UserId | null;
  /** The last message here that the user was notified of. */
  notifiedSeq: number;
  now: number;
}

/** The reason why the user is not notified of a message that they do not see; null: they are. As on the server. */
export function whyNot(message: Message, interest: Interest): string | null {
  const { me, item, preferences, now, notifiedSeq } = interest;
  const { membership } = item.conversation;
  if (message.sender === me) return "own";
  if (message.deleted_at) return "deleted";
  if (message.seq < membership.first_seq) return "hidden";
  if (message.seq <= membership.read_seq) return "read";
  if (item.blocked) return "blocked";
  const level = levelOf(item, preferences);
  if (level === "nothing") return "nothing";
  if (level === "mentions" && !concerns(message, interest)) return "level";
  if (isLater(membership.muted_until, now)) return "muted";
  if (isLater(preferences.muted_until, now)) return "do_not_disturb";
  if (isQuiet(preferences, interest.timeZone, now)) return "quiet_hours";
  if (preferences.first_only && notifiedSeq > membership.read_seq) return "first_only";
  return null;
}

/** The conversation's own level, else the account's for its kind. */
export function levelOf(
  { kind, conversation }: ConversationItem,
  { notify, notify_channels }: Pick<NotificationPreferences, "notify" | "notify_channels">,
): Notify {
  return conversation.membership.notify ?? (kind === "channel" ? notify_channels : notify);
}

/** Whether the message mentions the user, contains one of their keywords, or replies to them. */
function concerns(message: Message, interest: Interest): boolean {
  if (interest.repliesTo === interest.me || mentionsNow(message, interest)) return true;
  const content = contentOf(message);
  return content.kind === "text" && hasKeyword(content.text, interest.preferences.keywords);
}

function mentionsNow(message: Message, { me, isBlocked, isActive }: Interest): boolean {
  const isHere = isActive && message.mentions?.some(({ here }) => here);
  return !isBlocked && (isHere || isMentioned(message, me));
}
