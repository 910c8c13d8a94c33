import type { Mention } from "../../models/api";
import { mentionsIn } from "../../models/notifications/mentions";
import type { Screen } from "../../screen/screen";
import { openCard, pressed } from "../person-face";

/** A mention as the timeline draws it; `text` is what the message says there. */
export interface Drawn {
  element: HTMLElement;
  text: string;
  /** Absent in a message that is not sent yet, or from before the server stored mentions: its names are found here. */
  mention?: Mention;
}

// No one can type these two: they are no characters.
const MARK = /[@＠#＃]\ufdd0(\d+)\ufdd1/g;

/** The text with a mark in the place of each mention, which Markdown leaves as it is. */
export function marked(text: string, mentions: readonly Mention[]): string {
  if (/[\ufdd0\ufdd1]/.test(text)) return text;
  let at = 0;
  const parts = mentions.map(({ offset, length }, n) => {
    if (offset < at || !/[@＠#＃]/.test(text[offset] ?? "")) return "";
    const part = `${text.slice(at, offset + 1)}\ufdd0${n}\ufdd1`;
    at = offset + length;
    return part;
  });
  return parts.join("") + text.slice(at);
}

/** Puts an element in the place of each mark of a rendered text. */
export function placeMentions(
  rendered: DocumentFragment,
  text: string,
  mentions: readonly Mention[],
): Drawn[] {
  return textsIn(rendered).flatMap((node) => {
    const isPlain = !node.parentElement?.closest("a, code");
    return backwards(node.data.matchAll(MARK)).flatMap(({ 0: mark, 1: n, index }) => {
      const mention = mentions[Number(n)]!;
      const said = text.slice(mention.offset, mention.offset + mention.length);
      const place = node.splitText(index);
      place.replaceData(0, mark.length, said);
      return isPlain ? [{ element: wrap(place, said.length), text: said, mention }] : [];
    });
  });
}

/** Wraps each name after an @ in a rendered text in an element. */
export function findMentions(rendered: DocumentFragment): Drawn[] {
  return textsIn(rendered)
    .filter((node) => !node.parentElement?.closest("a, code"))
    .flatMap((node) => {
      node.data = node.data.normalize("NFC");
      return backwards(mentionsIn(node.data)).map(({ index, length }) => {
        const element = wrap(node.splitText(index), length);
        return { element, text: element.textContent! };
      });
    });
}

/** (reactive) Shows the present name, and makes a mention a button for the person's card, or a link. */
export function linkMention(screen: Screen, { element, text, mention }: Drawn, isMine = false): void {
  const { account, conversations, people } = screen.chat;
  const user = mention ? mention.user : people.named(text.slice(1));
  const place = mention?.conversation ? conversations.get(mention.conversation) : undefined;
  const calls = mention?.here || mention?.all;
  const name = mention && user ? people.get(user).display_name : place?.conversation.title;
  element.textContent = name ? text[0] + name : text;
  element.dir = name ? "auto" : "";
  const isForMe = user ? user === account.me.value.id : calls && !isMine;
  element.className = user || place || calls ? `mention${isForMe ? " for-me" : ""}` : "";
  element.role = user ? "button" : place ? "link" : null;
  element.ariaHasPopup = user ? "dialog" : null;
  element.onclick = user ? openCard(screen, user) : place ? () => screen.router.go(place.id) : null;
  element.onkeydown = element.onclick && pressed;
}

/** From the last to the first, so that the positions remain valid. */
function backwards<Found>(found: Iterable<Found>): Found[] {
  return [...found].reverse();
}

function textsIn(rendered: DocumentFragment): Text[] {
  const walker = document.createTreeWalker(rendered, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

function wrap(text: Text, length: number): HTMLElement {
  text.splitText(length);
  const element = document.createElement("span");
  text.replaceWith(element);
  element.append(text);
  return element;
}
