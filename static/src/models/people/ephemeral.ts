import { type Signal, signal } from "@preact/signals-core";
import { Again } from "../../connection/again";
import { isPassing, Refused } from "../../connection/errors";
import type { Link } from "../../connection/link";
import type { World } from "../../connection/world";
import { lazily } from "../../helpers/lazily";
import { LIMITS } from "../../protocol/generated";
import type { ConversationId, Event, Presence, UserId } from "../../protocol/wire";
import type { Presences } from "../api";
import { EXPIRES_MS, type Tell, TypingMachine, type Typists, withTypist } from "./typing";

const MOST_WATCHED = LIMITS.presence_watch;
const WATCH_MS = 150;

/** Typing and presence: never stored, safe to lose, and requested again after a reconnect. */
export class Ephemeral implements Presences {
  private readonly typists = new Map<ConversationId, Signal<Typists>>();
  private readonly machines = new Map<ConversationId, TypingMachine>();
  private readonly people = signal<ReadonlyMap<UserId, Presence>>(new Map());
  private watched: readonly UserId[] = [];
  private cancelWatch: (() => void) | null = null;
  private readonly clock: World["clock"];
  private readonly again: Again;

  constructor(
    private readonly me: UserId,
    private readonly link: Link,
    world: Pick<World, "clock" | "random">,
  ) {
    this.clock = world.clock;
    this.again = new Again(
      () => this.askPresence(),
      world,
      () => link.phase === "online" && !link.isLimited,
    );
  }

  of(id: UserId): Presence | undefined {
    return this.people.value.get(id);
  }

  typing(id: ConversationId): readonly UserId[] {
    return [...this.typistsOf(id).value.keys()];
  }

  take(event: Event): void {
    if (event.type === "typing") this.setTyping(event.conversation, event.user, event.active);
    else if (event.type === "message") this.setTyping(event.conversation, event.message.sender, false);
    else if (event.type === "presence") this.learn({ [event.user]: event });
  }

  typed(id: ConversationId): void {
    const machine = lazily(this.machines, id, () => new TypingMachine());
    const resting = machine.restsAt() !== null;
    this.send(id, machine.typed(this.clock.now()));
    if (!resting) this.awaitRest(id, machine);
  }

  doneTyping(id: ConversationId): void {
    this.send(id, this.machines.get(id)?.done() ?? null);
  }

  watch(users: readonly UserId[]): void {
    const next = [...new Set(users)]
      .filter((user) => user !== this.me)
      .slice(0, MOST_WATCHED)
      .sort();
    if (next.join() === this.watched.join()) return;
    this.watched = next;
    this.cancelWatch?.();
    this.cancelWatch = this.clock.after(WATCH_MS, () => void this.again.run());
  }

  /** After every welcome. */
  begin(): void {
    if (this.watched.length) void this.again.run();
  }

  /** Clears all state, because it is only valid during the connection. */
  end(): void {
    for (const typists of this.typists.values()) typists.value = new Map();
  }

  private async askPresence(): Promise<void> {
    const { users } = await this.link.ask("presence.watch", { users: [...this.watched] });
    this.learn(users);
  }

  /** The people whose presence is shown. */
  get watching(): readonly UserId[] {
    return this.watched;
  }

  learn(presences: Record<UserId, Presence>): void {
    const next = new Map(this.people.peek());
    for (const [user, { online, last_seen_at }] of Object.entries(presences))
      next.set(user, { online, last_seen_at });
    this.people.value = next;
  }

  private setTyping(id: ConversationId, user: UserId, active: boolean): void {
    const typists = this.typistsOf(id);
    if (user === this.me || (!active && !typists.peek().has(user))) return;
    const now = this.clock.now();
    typists.value = withTypist(typists.peek(), user, active, now);
    if (active) this.clock.after(EXPIRES_MS, () => this.expire(typists, user));
  }

  private expire(typists: Signal<Typists>, user: UserId): void {
    const until = typists.peek().get(user);
    if (until !== undefined && until <= this.clock.now()) {
      typists.value = withTypist(typists.peek(), user, false, this.clock.now());
    }
  }

  private typistsOf(id: ConversationId): Signal<Typists> {
    return lazily(this.typists, id, () => signal<Typists>(new Map()));
  }

  private awaitRest(id: ConversationId, machine: TypingMachine): void {
    const at = machine.restsAt();
    if (at === null) return;
    this.clock.after(at - this.clock.now(), () => {
      this.send(id, machine.rested(this.clock.now()));
      this.awaitRest(id, machine);
    });
  }

  private send(id: ConversationId, change: Tell): void {
    if (!change || this.link.phase !== "online") return;
    this.link.ask(`typing.${change}`, { conversation: id }).catch((error: unknown) => {
      if (!isPassing(error) && !(error instanceof Refused)) throw error;
    });
  }
}
