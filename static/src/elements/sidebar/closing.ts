import type { ConversationItem } from "../../models/api";
import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";

/** The menu items with which owners close a group or channel (after a confirmation) or reopen it. */
export function closingMenu(screen: Screen, item: ConversationItem): MenuItem[] {
  const { conversation } = item;
  if (conversation.membership.role !== "owner") return [];
  if (conversation.closed_at)
    return [{ label: "Reopen", icon: "unlock", act: () => void set(screen, item, false, "Reopened") }];
  return [{ label: "Close for everyone…", icon: "lock", act: () => askToClose(screen, item) }];
}

function askToClose(screen: Screen, item: ConversationItem): void {
  screen.show({
    name: "confirm",
    heading: `Close ${item.title}?`,
    text: "Everyone in it can still read it, but no one can write to it or join. You can reopen it at any time.",
    verb: "Close for everyone",
    danger: true,
    act: () => set(screen, item, true, "Closed"),
  });
}

async function set(screen: Screen, item: ConversationItem, isClosed: boolean, done: string): Promise<void> {
  await screen.attempt(() => screen.chat.conversations.setClosed(item.id, isClosed), done);
}
