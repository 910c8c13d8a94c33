import type { ConversationItem, MemberItem, Role } from "../../models/api";
import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { askToLeave } from "../sidebar/leaving";

/** The actions that the user's role permits for a member. */
export function memberMenu(screen: Screen, item: ConversationItem, { user, role }: MemberItem): MenuItem[] {
  const { chat } = screen;
  const mine = item.conversation.membership.role;
  const me = user.id === chat.account.me.value.id;
  const change = (to: Role, label: string, done: string): MenuItem => ({
    label,
    icon: "people",
    act: () => void screen.attempt(() => chat.members.changeRole(item.id, user.id, to), done),
  });
  const items: MenuItem[] = [];
  if (!me) items.push({ label: "Message", icon: "compose", act: () => void writeTo(screen, user.id) });
  if (mine === "owner") {
    if (role !== "owner") items.push(change("owner", "Make owner", `${user.display_name} is an owner now`));
    if (role !== "admin") items.push(change("admin", "Make admin", `${user.display_name} is an admin now`));
    if (role !== "member")
      items.push(change("member", "Make member", `${user.display_name} is a member now`));
  }
  if (me) items.push({ label: "Leave", icon: "leave", danger: true, act: () => askToLeave(screen, item) });
  else if (mine === "owner" || (mine === "admin" && role === "member"))
    items.push(
      {
        label: "Remove",
        icon: "removePerson",
        danger: true,
        act: () => askToRemove(screen, item, user),
      },
      {
        label: "Ban…",
        icon: "blocked",
        danger: true,
        act: () => screen.show({ name: "ban", conversation: item.id, user }),
      },
    );
  return items;
}

async function writeTo(screen: Screen, user: string): Promise<void> {
  await screen.attempt(async () => {
    const item = await screen.chat.conversations.create({ kind: "direct", members: [user] });
    screen.go(item);
  });
}

function askToRemove(screen: Screen, item: ConversationItem, user: MemberItem["user"]): void {
  screen.show({
    name: "confirm",
    heading: `Remove ${user.display_name}?`,
    text: `${user.display_name} stops seeing ${item.title} at once, and only an admin can let them in again.`,
    verb: "Remove",
    danger: true,
    act: async () => {
      await screen.attempt(
        () => screen.chat.members.remove(item.id, user.id),
        `${user.display_name} was removed`,
      );
    },
  });
}
