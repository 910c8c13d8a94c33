// How a person uses emoji in this browser: the skin tone, and the emoji they picked last.
import { memory } from "../../helpers/memory";
import type { UserId } from "../../protocol/wire";
import type { Tone } from "./catalogue";

export interface Habits {
  tone: Tone;
  /** The last one first, as picked. */
  recent: readonly string[];
}

const MOST_RECENT = 27;

export function habitsOf(user: UserId): Habits {
  const none: Habits = { tone: 0, recent: [] };
  try {
    return { ...none, ...(JSON.parse(memory.get(keyOf(user)) ?? "{}") as Partial<Habits>) };
  } catch {
    return none;
  }
}

export function keepTone(user: UserId, tone: Tone): void {
  keep(user, { ...habitsOf(user), tone });
}

export function keepPicked(user: UserId, char: string): void {
  const { tone, recent } = habitsOf(user);
  keep(user, { tone, recent: [char, ...recent.filter((each) => each !== char)].slice(0, MOST_RECENT) });
}

function keep(user: UserId, habits: Habits): void {
  memory.set(keyOf(user), JSON.stringify(habits));
}

function keyOf(user: UserId): string {
  return `parlance.emoji.${user}`;
}
