// Where the quick switcher leads: conversations, people and commands, the likeliest first.
import { closeness } from "../../helpers/closeness";
import { fold } from "../../helpers/fold";
import type { ConversationItem, User } from "../../models/api";
import type { Screen } from "../../screen/screen";
import { type Command, commands } from "./commands";

export type Destination =
  | { key: string; item: ConversationItem }
  | { key: string; user: User }
  | { key: string; command: Command };

const SHOWN = 12;
const MOST_COMMANDS = 4;
const DAY_MS = 86_400_000;
/** Days after which the activity of a conversation counts half. */
const HALF_LIFE = 7;
/** What the latest activity, and unread messages, add to closeness. */
const RECENT = 0.25;
const UNREAD = 0.1;
/** A name that only the server finds: by a member, a topic or another script. */
const FOUND_ELSEWHERE = 0.3;

interface Scored {
  score: number;
  destination: Destination;
}

/** `users` and `matches` (ids of conversations) are what the server found for the word. */
export function destinations(
  screen: Screen,
  word: string,
  users: readonly User[],
  matches: ReadonlySet<string>,
  now = Date.now(),
): Destination[] {
  const { listed, archived } = screen.chat.conversations;
  const folded = fold(word);
  const here = screen.router.route.value.conversation;
  const found = new Best(SHOWN);
  const peers = new Set<string | undefined>();
  for (const items of [listed.value, archived.value])
    for (const item of items) {
      if (item.peer) peers.add(item.peer.id);
      if (!folded && item.id === here) continue;
      const fit = closeness(namesOf(item), folded) || (matches.has(item.id) ? FOUND_ELSEWHERE : 0);
      if (fit) found.offer(fit + weight(item, now), { key: item.id, item });
    }
  if (!folded) return found.all;
  for (const user of users)
    if (!peers.has(user.id)) {
      const fit = closeness(fold(`${user.display_name} ${user.username}`), folded);
      found.offer(fit || FOUND_ELSEWHERE, { key: user.id, user });
    }
  for (const { score, destination } of toRun(screen, folded)) found.offer(score, destination);
  return found.all;
}

/** The best of what is offered, the best first; of equals, the first. */
class Best {
  private readonly scored: Scored[] = [];

  constructor(private readonly most: number) {}

  get all(): Destination[] {
    return this.scored.map(({ destination }) => destination);
  }

  offer(score: number, destination: Destination): void {
    const { scored, most } = this;
    if (scored.length === most && score <= scored[most - 1]!.score) return;
    let place = scored.length;
    while (place > 0 && scored[place - 1]!.score < score) place--;
    scored.splice(place, 0, { score, destination });
    scored.length = Math.min(scored.length, most);
  }
}

function toRun(screen: Screen, folded: string): Scored[] {
  const fitting = commands(screen).flatMap((command) => {
    const score = closeness(fold(`${command.label} ${command.also ?? ""}`), folded);
    const key = command.label.replace(/\W+/g, "-");
    return score > 0.5 ? [{ score, destination: { key, command } }] : [];
  });
  return fitting.sort((a, b) => b.score - a.score).slice(0, MOST_COMMANDS);
}

function weight(item: ConversationItem, now: number): number {
  const days = Math.max(0, now - Date.parse(item.activityAt)) / DAY_MS;
  const recent = RECENT * 2 ** (-days / HALF_LIFE);
  return (item.archived ? 0 : recent) + (item.unread > 0 && !item.muted ? UNREAD : 0);
}

const names = new WeakMap<ConversationItem, string>();

/** The folded names of a conversation: folding ten thousand of them for every key would be slow. */
function namesOf(item: ConversationItem): string {
  const known = names.get(item);
  if (known !== undefined) return known;
  const folded = fold(`${item.title} ${item.peer?.username ?? ""}`);
  names.set(item, folded);
  return folded;
}
