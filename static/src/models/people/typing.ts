// Both directions are pure: they take the time and return the events to send or the people to show.

const AGAIN_MS = 4_000;
const PAUSE_MS = 5_000;
export const EXPIRES_MS = 6_000;

export type Tell = "start" | "stop" | null;

/** Decides when to send the user's typing events: at most every 4 s, and once when they stop. */
export class TypingMachine {
  private sentAt = Number.NEGATIVE_INFINITY;
  private typedAt = Number.NEGATIVE_INFINITY;
  private active = false;

  typed(now: number): Tell {
    this.typedAt = now;
    if (this.active && now - this.sentAt < AGAIN_MS) return null;
    this.active = true;
    this.sentAt = now;
    return "start";
  }

  /** When to call `rested` next; null while the user does not type. */
  restsAt(): number | null {
    return this.active ? this.typedAt + PAUSE_MS : null;
  }

  rested(now: number): Tell {
    return this.active && now - this.typedAt >= PAUSE_MS ? this.done() : null;
  }

  done(): Tell {
    const tell = this.active ? "stop" : null;
    this.active = false;
    this.sentAt = Number.NEGATIVE_INFINITY;
    return tell;
  }
}

/** The users who type in one conversation, each until they stop, send, or are silent for 6 s. */
export type Typists = ReadonlyMap<string, number>;

export function withTypist(typists: Typists, user: string, active: boolean, now: number): Typists {
  const next = new Map([...typists].filter(([, until]) => until > now));
  if (active) next.set(user, now + EXPIRES_MS);
  else next.delete(user);
  return next;
}
