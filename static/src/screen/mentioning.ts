// What the composer's menus for @ and # propose, and what a sent text mentions. Loaded when the first @ or # is typed.
import { fold } from "../helpers/fold";
import type { ConversationItem, Mention, User, UserId } from "../models/api";
import { placesIn } from "../render/mention-places";
import { count } from "../render/words";
import type { Confirmation } from "./dialogs";
import type { Screen } from "./screen";

export interface Typed {
  sign: "@" | "#";
  /** What follows the sign, up to the caret. */
  word: string;
  /** The position of the sign. */
  at: number;
}

export interface Choice {
  key: string;
  /** The text to insert. */
  text: string;
  name: string;
  line: string;
  target: Partial<Mention>;
  user?: User;
  item?: ConversationItem;
  /** Says that the person is not in the conversation. */
  isOutside?: boolean;
}

const TOKEN = /(?<![\p{L}\p{N}@＠/\\.=+-])([@＠#＃])([^\s@＠#＃`]{0,32})$/u;
const SHOWN = 8;
/** More members than this are called only after a question. */
const MANY = 20;

/** The @ or # that is being typed before the caret; null if there is none, or in code. */
export function typedAt(text: string, caret: number): Typed | null {
  const before = text.slice(0, caret);
  const found = TOKEN.exec(before);
  if (!found || before.split("`").length % 2 === 0) return null;
  const [, sign, word] = found;
  // The number of something else.
  if (/^\d+$/.test(word!)) return null;
  return { sign: sign === "@" || sign === "＠" ? "@" : "#", word: word!, at: found.index };
}

/** (reactive) People: members first, then by how the name matches and how recently they wrote; then others. */
export function peopleFor(
  screen: Screen,
  item: ConversationItem,
  word: string,
  found: readonly User[],
): Choice[] {
  const { chat } = screen;
  const me = chat.account.me.value.id;
  const members = membersOf(screen, item);
  const recent = recentSenders(screen);
  const known = [...(members ?? []), ...recent.keys()].filter((id) => id !== me);
  const users = new Map(known.map((id) => [id, chat.people.get(id)]));
  for (const user of found) if (user.id !== me) users.set(user.id, user);
  const isOutside = (id: UserId): boolean => members !== null && !members.has(id);
  const ranked = [...users.values()]
    .map((user) => ({ user, rank: rankOf(user, word) }))
    .filter(({ user, rank }) => user.username && rank > 0)
    .sort(
      (a, b) =>
        Number(isOutside(a.user.id)) - Number(isOutside(b.user.id)) ||
        b.rank - a.rank ||
        (recent.get(b.user.id) ?? 0) - (recent.get(a.user.id) ?? 0) ||
        a.user.display_name.localeCompare(b.user.display_name),
    );
  const people = ranked.slice(0, SHOWN).map(({ user }) => ({
    key: user.id,
    text: `@${user.username}`,
    name: user.display_name,
    line: `@${user.username}`,
    target: { user: user.id },
    user,
    isOutside: isOutside(user.id),
  }));
  return [...people, ...callsFor(item, word)];
}

/** (reactive) Groups and channels of the user, the latest activity first, then channels that they could join. */
export function placesFor(
  screen: Screen,
  word: string,
  channels: readonly { id: string; title: string }[],
): Choice[] {
  const wanted = fold(word);
  const { listed, archived } = screen.chat.conversations;
  const mine = [...listed.value, ...archived.value].filter(({ kind }) => kind !== "direct");
  const known = new Set(mine.map(({ id }) => id));
  const found = mine
    .filter(({ title }) => fold(title).includes(wanted))
    .map((item) => ({
      key: item.id,
      // Everyone in the conversation reads the text, but only members may know the title of a group.
      text: item.kind === "channel" ? `#${item.title}` : "#group",
      name: item.title,
      line: item.kind === "channel" ? "Channel" : "Group. Only its members see its name.",
      target: { conversation: item.id },
      item,
    }));
  const others = channels
    .filter(({ id }) => !known.has(id))
    .map(({ id, title }) => ({
      key: id,
      text: `#${title}`,
      name: title,
      line: "Channel",
      target: { conversation: id },
    }));
  return [...found, ...others].slice(0, SHOWN);
}

/** The mentions to send with a text; undefined: the server finds all of them by the usernames. */
export function mentionsOf(
  screen: Screen,
  item: ConversationItem,
  text: string,
  chosen: readonly Mention[],
  isEdit: boolean,
): readonly Mention[] | undefined {
  const isFree = ({ offset, length }: Mention): boolean =>
    chosen.every((other) => offset + length <= other.offset || offset >= other.offset + other.length);
  const typed = placesIn(text).flatMap(({ name, offset, length }): Mention[] => {
    const call = callsFor(item, "").find(({ text }) => text === `@${name}`);
    const user = screen.chat.people.named(name);
    // Only a new message can call many.
    if (call) return isEdit ? [] : [{ ...call.target, offset, length }];
    return user ? [{ user, offset, length }] : [];
  });
  const isFound = (mention: Mention): boolean =>
    typed.some(({ user, offset }) => user && user === mention.user && offset === mention.offset);
  const all = [...chosen, ...typed.filter(isFree)];
  return all.every(isFound) ? undefined : all;
}

/** The question before a message that calls many people; null if there is none. */
export function questionBefore(
  { title, conversation }: ConversationItem,
  mentions: readonly Mention[],
  act: () => void,
): Confirmation | null {
  const { member_count } = conversation;
  const call = mentions.find(({ all, here }) => all || here);
  if (!call || member_count <= MANY) return null;
  const people = count(member_count - 1, "other person", "other people");
  const [heading, text] = call.all
    ? ["Notify all members?", `Your message mentions ${people} in ${title}.`]
    : [
        "Notify everyone who is here?",
        `Your message mentions those of ${people} in ${title} who are active now.`,
      ];
  return { name: "confirm", heading, text, verb: "Send", act };
}

/** The people whom a text mentions and who are not in the conversation, as far as this page knows. */
export function outsidersIn(
  screen: Screen,
  item: ConversationItem,
  text: string,
  chosen: readonly Mention[],
): UserId[] {
  const members = membersOf(screen, item);
  if (item.kind === "direct" || !members) return [];
  const named = placesIn(text).map(({ name }) => screen.chat.people.named(name));
  const users = new Set([...named, ...chosen.map(({ user }) => user)]);
  return [...users].filter((user): user is UserId => Boolean(user) && !members.has(user!));
}

/** The members, if the page has all of them. */
function membersOf(screen: Screen, { id, conversation }: ConversationItem): Set<UserId> | null {
  const list = screen.chat.members.list(id);
  const users = new Set(list.items.value.map(({ user }) => user.id));
  list.close();
  return users.size >= conversation.member_count ? users : null;
}

function recentSenders({ timeline }: Screen): Map<UserId, number> {
  const recent = new Map<UserId, number>();
  for (const row of timeline.value?.rows.value ?? [])
    if (row.kind === "message" && row.seq !== null) recent.set(row.sender, row.seq);
  return recent;
}

function callsFor({ kind, conversation }: ConversationItem, word: string): Choice[] {
  if (kind === "direct") return [];
  const mayCallAll = conversation.membership.role !== "member";
  const calls = [
    { key: "here", text: "@here", name: "here", line: "Members who are active now", target: { here: true } },
    ...(mayCallAll
      ? [{ key: "all", text: "@all", name: "all", line: "All members", target: { all: true } }]
      : []),
  ];
  return calls.filter(({ key }) => key.startsWith(word.toLowerCase()));
}

/** 3: the name begins with the word; 2: a part of the name does; 1: it is somewhere; 0: nowhere. */
function rankOf({ username, display_name }: User, word: string): number {
  const wanted = fold(word);
  const names = [fold(username), fold(display_name)];
  if (names.some((name) => name.startsWith(wanted))) return 3;
  if (names.some((name) => name.split(/[\s._-]+/).some((part) => part.startsWith(wanted)))) return 2;
  return names.some((name) => name.includes(wanted)) ? 1 : 0;
}
