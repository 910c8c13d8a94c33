import type { ConversationItem, Refusal, User } from "../../models/api";
import { count } from "../../render/words";
import { type Screen, sentence } from "../../screen/screen";

/** Confirms leaving. Explains to the last owner what they have to do first. */
export function askToLeave(screen: Screen, item: ConversationItem): void {
  screen.show({
    name: "confirm",
    heading: `Leave ${item.title}?`,
    text:
      item.kind === "channel"
        ? "You no longer get its messages. You can join again at any time."
        : "You no longer get its messages, and can only come back if someone adds you.",
    verb: "Leave",
    danger: true,
    act: () => leave(screen, item),
  });
}

async function leave(screen: Screen, item: ConversationItem): Promise<void> {
  try {
    await screen.chat.conversations.leave(item.id);
    if (screen.router.route.value.conversation === item.id) screen.router.home();
  } catch (refusal) {
    if ((refusal as Refusal).code === "last_owner") handOver(screen, item);
    else screen.toast(sentence(refusal));
  }
}

function handOver(screen: Screen, item: ConversationItem): void {
  screen.show({
    name: "confirm",
    heading: "You are the last owner",
    text: "Someone has to look after this conversation. Make another member an owner, then leave.",
    verb: "Choose an owner",
    act: () => {
      if (screen.router.route.value.conversation !== item.id) screen.router.go(item.id);
      screen.router.openPane("members");
    },
  });
}

/** Confirms closing a group or channel. */
export function askToClose(screen: Screen, item: ConversationItem): void {
  screen.show({
    name: "confirm",
    heading: `Close ${item.title}?`,
    text: "Everyone in it can still read it, but no one can write to it or join. You can reopen it at any time.",
    verb: "Close for everyone",
    danger: true,
    act: async () => {
      await screen.attempt(() => screen.chat.conversations.setClosed(item.id, true), "Closed");
    },
  });
}

/** Confirms blocking a person and leaving all groups that they added the user to. */
export function askToLeaveAndBlock(screen: Screen, adder: User): void {
  screen.show({
    name: "confirm",
    heading: `Block ${adder.display_name}?`,
    text: `You leave every group ${adder.display_name} added you to, and they can neither add you nor write to you first.`,
    verb: "Leave and block",
    danger: true,
    act: async () => {
      await screen.attempt(async () => {
        const left = await screen.chat.people.leaveAndBlock(adder.id);
        screen.toast(`${adder.display_name} is blocked. You left ${count(left, "group")}.`);
      });
    },
  });
}
