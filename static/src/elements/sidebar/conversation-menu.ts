import type { ConversationItem } from "../../models/api";
import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { openCard } from "../person-face";
import { markUnread } from "../timeline/message-menu";
import { askToBlock, unblock } from "./blocking";
import { closingMenu, withQuestion } from "./closing";

/** The user's actions for a conversation, in the menus of its row and header. */
export function conversationMenu(screen: Screen, item: ConversationItem): MenuItem[] {
  const { chat } = screen;
  const set = (changes: Parameters<typeof chat.conversations.setMembership>[1], done: string) => () =>
    void screen.attempt(() => chat.conversations.setMembership(item.id, changes), done);
  return [
    ...reading(screen, item),
    item.muted
      ? { label: "Unmute", icon: "bell", act: set({ muted_until: null }, "Unmuted") }
      : { label: "Mute…", icon: "muted", act: () => screen.show({ name: "mute", conversation: item.id }) },
    {
      label: "Notifications",
      icon: "notify",
      act: () => screen.show({ name: "notify", conversation: item.id }),
    },
    item.pinned
      ? { label: "Unpin", icon: "unpin", act: set({ pinned: false }, "Unpinned") }
      : { label: "Pin to the top", icon: "pin", act: set({ pinned: true }, "Pinned") },
    item.archived
      ? {
          label: "Unarchive",
          icon: "unarchive",
          act: set({ archived: false }, "Unarchived"),
        }
      : { label: "Archive", icon: "archive", act: set({ archived: true }, "Archived") },
    ...(item.kind === "direct"
      ? aboutPeer(screen, item)
      : [
          ...closingMenu(screen, item),
          {
            label: "Leave",
            icon: "leave",
            danger: true,
            act: withQuestion(screen, (questions) => questions.askToLeave(screen, item)),
          } as const,
          ...leaveAndBlock(screen, item),
        ]),
  ];
}

function reading(screen: Screen, { id, unread, conversation }: ConversationItem): MenuItem[] {
  const { last_seq, membership } = conversation;
  if (unread > 0)
    return [{ label: "Mark as read", icon: "ticks", act: () => screen.chat.conversations.markRead(id) }];
  if (last_seq < membership.first_seq) return [];
  return [{ label: "Mark as unread", icon: "unread", act: () => markUnread(screen, id, last_seq) }];
}

function aboutPeer(screen: Screen, { peer }: ConversationItem): MenuItem[] {
  if (!peer) return [];
  const profile: MenuItem = { label: "Profile", icon: "person", act: openCard(screen, peer.id) };
  const known = screen.chat.people.profile(peer.id);
  if (peer.id === screen.chat.account.me.value.id || known === null) return [profile];
  return [
    profile,
    known?.is_blocked
      ? { label: "Unblock", icon: "blocked", act: () => void unblock(screen, peer) }
      : { label: "Block…", icon: "blocked", danger: true, act: () => askToBlock(screen, peer) },
  ];
}

/** Only if another person added the user. */
function leaveAndBlock(screen: Screen, item: ConversationItem): MenuItem[] {
  const { added_by } = item.conversation.membership;
  if (!added_by) return [];
  const adder = screen.chat.people.get(added_by);
  return [
    {
      label: "Leave and block…",
      icon: "blocked",
      danger: true,
      act: withQuestion(screen, (questions) => questions.askToLeaveAndBlock(screen, adder)),
    },
  ];
}
