// What can be done from anywhere, by name: the commands of the quick switcher.
import type { MenuItem } from "../../screen/floating";
import type { Screen } from "../../screen/screen";
import { visitSettings } from "../../screen/visiting";
import { conversationMenu } from "../sidebar/conversation-menu";
import { profileMenu } from "../sidebar/profile-menu";

export interface Command extends MenuItem {
  /** Other words by which it is found. */
  also?: string;
  /** What it is about. */
  line?: string;
}

export function commands(screen: Screen): Command[] {
  const { chat, router } = screen;
  const here = router.route.value.conversation;
  const item = here ? chat.conversations.get(here) : undefined;
  const settings = (section: string) => () => visitSettings(chat.session, section);
  const create = (kind: "direct" | "group" | "channel") => () =>
    screen.show({ name: "new-conversation", kind });
  return [
    ...(item ? conversationMenu(screen, item).map((each) => ({ ...each, line: item.title })) : []),
    { label: "New message", icon: "compose", also: "write direct conversation", act: create("direct") },
    { label: "New group", icon: "people", also: "create conversation", act: create("group") },
    { label: "New channel", icon: "channel", also: "create conversation", act: create("channel") },
    {
      label: "Browse channels",
      icon: "browse",
      also: "join find",
      act: () => screen.show({ name: "browse-channels" }),
    },
    {
      label: "Preferences",
      icon: "preferences",
      also: "theme dark light appearance language",
      act: settings("preferences/"),
    },
    {
      label: "Notification settings",
      icon: "bell",
      also: "sound push email keywords quiet",
      act: settings("notifications/"),
    },
    {
      label: "Security and devices",
      icon: "lock",
      also: "password second factor sessions",
      act: settings("security/"),
    },
    ...profileMenu(screen),
  ];
}
