import type { MessageItem } from "./message-item";
import { actionsFor } from "./message-menu";

/** A focused message listens to single letters; its menu names them. */
export function messageKey(event: KeyboardEvent, item: MessageItem): void {
  if (event.target !== item || event.ctrlKey || event.metaKey || event.altKey) return;
  const { screen, conversation, row } = item;
  const acts = actionsFor(screen, conversation, row);
  const { react } = acts;
  const act = {
    r: acts.reply,
    e: acts.edit,
    c: acts.copyText,
    l: acts.copyLink,
    "+":
      react &&
      (() => {
        screen.picker.value = { anchor: item.querySelector("[data-react]") ?? item, pick: react };
      }),
    Delete: acts.remove,
    Enter: () => item.openMenu(),
    " ": () => item.openMenu(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
