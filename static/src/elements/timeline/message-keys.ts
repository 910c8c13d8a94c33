import type { MessageRow } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { actionsFor } from "./message-menu";

interface Item extends HTMLElement {
  screen: Screen;
  conversation: string;
  row: MessageRow;
  openMenu(): void;
}

/** Single-letter shortcuts of a focused message. Its menu lists them. */
export function messageKey(event: KeyboardEvent, item: Item): void {
  if (event.target !== item || event.ctrlKey || event.metaKey || event.altKey) return;
  const { screen, conversation, row } = item;
  const acts = actionsFor(screen, conversation, row);
  const { react } = acts;
  const act = {
    r: acts.reply,
    e: acts.edit,
    c: acts.copyText,
    l: acts.copyLink,
    s: acts.save,
    u: acts.unread,
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
