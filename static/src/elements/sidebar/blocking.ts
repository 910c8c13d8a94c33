import type { User } from "../../models/api";
import type { Screen } from "../../screen/screen";

/** Describes what a block does, the same way wherever it is offered. */
export function blockWords(name: string): string {
  return `${name} can no longer start a conversation with you or add you to one. They are not notified. Your direct conversation stays, but their messages there no longer notify you. You both stay in the groups you share; you can leave or mute them.`;
}

export function askToBlock(screen: Screen, user: User): void {
  screen.show({
    name: "confirm",
    heading: `Block ${user.display_name}?`,
    text: blockWords(user.display_name),
    verb: "Block",
    danger: true,
    act: async () => {
      await screen.attempt(() => screen.chat.people.block(user.id), `${user.display_name} is blocked`);
    },
  });
}

export async function unblock(screen: Screen, user: User): Promise<void> {
  await screen.attempt(() => screen.chat.people.unblock(user.id), `${user.display_name} is unblocked`);
}
