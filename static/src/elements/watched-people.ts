import { LIMITS } from "../protocol/generated";
import type { Screen } from "../screen/screen";

/** The people whose presence the screen shows: an open card, members of the open conversation, then direct conversations from the top. */
export function watchedPeople(screen: Screen): string[] {
  const { chat, router, dialogs } = screen;
  const here = router.route.value.conversation;
  const open = here ? chat.conversations.get(here) : undefined;
  const people = new Set<string>();
  for (const dialog of dialogs.value) if (dialog.name === "person") people.add(dialog.user);
  for (const { user } of open?.conversation.members ?? []) people.add(user);
  for (const { peer } of chat.conversations.listed.value) if (peer) people.add(peer.id);
  people.delete(chat.account.me.value.id);
  return [...people].slice(0, LIMITS.presence_watch);
}
