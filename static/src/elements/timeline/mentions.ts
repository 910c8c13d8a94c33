import { mentionsIn } from "../../models/notifications/mentions";
import type { Screen } from "../../screen/screen";
import { openCard, pressed } from "../person-face";

/** Wraps each mention of a rendered text in an element, and returns these. */
export function findMentions(text: DocumentFragment): HTMLElement[] {
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes.filter((node) => !node.parentElement?.closest("a, code")).flatMap(split);
}

function split(node: Text): HTMLElement[] {
  node.data = node.data.normalize("NFC");
  // Go from the last to the first, so that the positions remain valid.
  return mentionsIn(node.data)
    .reverse()
    .map(({ index, length }) => {
      const name = node.splitText(index);
      name.splitText(length);
      const mention = document.createElement("span");
      name.replaceWith(mention);
      mention.append(name);
      return mention;
    });
}

/** Makes a mention a button that opens the person's card, if a loaded person has this name. (reactive) */
export function linkMention(screen: Screen, mention: HTMLElement): void {
  const user = screen.chat.people.named(mention.textContent!.slice(1));
  mention.className = user ? "mention" : "";
  mention.role = user ? "button" : null;
  mention.ariaHasPopup = user ? "dialog" : null;
  mention.onclick = user ? openCard(screen, user) : null;
  mention.onkeydown = user ? pressed : null;
}
