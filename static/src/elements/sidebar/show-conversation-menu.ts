import type { ConversationItem } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { withFile } from "../late-file";

/** Opens the menu of a conversation. Its code is loaded with the dialogs. */
export function showConversationMenu(screen: Screen, item: ConversationItem, anchor: HTMLElement): void {
  const load = () => import("./conversation-menu");
  withFile(screen, load, ({ conversationMenu }) => {
    screen.menu.value = { anchor, label: item.title, items: conversationMenu(screen, item) };
  });
}
