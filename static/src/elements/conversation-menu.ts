import type { ConversationItem } from "../models/api";
import type { MenuItem } from "../screen/floating";
import type { Screen } from "../screen/screen";
import { askToLeave, askToLeaveAndBlock } from "./leaving";

/** What I may do with a conversation, for the row's and the header's menu. */
export function conversationMenu(screen: Screen, item: ConversationItem): MenuItem[] {
  const { chat } = screen;
  const set = (changes: Parameters<typeof chat.setMembership>[1], done: string) => () =>
    void screen.attempt(() => chat.setMembership(item.id, changes), done);
  return [
    ...(item.unread > 0
      ? [{ label: "Mark as read", icon: "ticks", act: () => chat.markRead(item.id) } as const]
      : []),
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
          label: "Take out of the archive",
          icon: "unarchive",
          act: set({ archived: false }, "Back in the list"),
        }
      : { label: "Archive", icon: "archive", act: set({ archived: true }, "Archived") },
    ...(item.kind === "direct"
      ? []
      : [
          { label: "Leave", icon: "leave", danger: true, act: () => askToLeave(screen, item) } as const,
          ...leaveAndBlock(screen, item),
        ]),
  ];
}

/** For one who was added by somebody else. */
function leaveAndBlock(screen: Screen, item: ConversationItem): MenuItem[] {
  const { added_by } = item.conversation.membership;
  if (!added_by) return [];
  const adder = screen.chat.user(added_by);
  return [
    {
      label: "Leave and block…",
      icon: "blocked",
      danger: true,
      act: () => askToLeaveAndBlock(screen, adder),
    },
  ];
}
