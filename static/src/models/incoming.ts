import { type ReadonlySignal, signal } from "@preact/signals-core";
import { Again } from "../connection/again";
import { byRest } from "../connection/by_rest";
import type { Calls } from "../connection/calls";
import { isPassing, isSignedOut } from "../connection/errors";
import type { Line } from "../connection/line";
import type { Link, LinkListener, Phase, Reach } from "../connection/link";
import type { Rest } from "../connection/rest";
import type { World } from "../connection/world";
import type {
  CommandName,
  Commands,
  Event,
  Polled,
  ServerEvent,
  Synced,
  WelcomeEvent,
} from "../protocol/wire";
import type { Standing } from "./api";
import type { BrowserSession } from "./browser/session";
import type { Messaging } from "./messages/messages";
import type { OutboxSender } from "./messages/outbox_sender";
import type { Receipts } from "./messages/receipts";
import type { Alerts } from "./notifications/alerts";
import type { Ephemeral } from "./people/ephemeral";
import type { Users } from "./people/users";
import type { PageRenewal } from "./renewal";
import type { Mine } from "./sync/mine";
import { Polling } from "./sync/polling";
import type { Store } from "./sync/store";
import type { Sync } from "./sync/sync";

/** The user's private lists that this client holds, by the name in `changed`. */
export type Lists = Readonly<Record<string, { begin(): void; load(): Promise<void> }>>;

/** The parts that react to the connection and to events. */
export interface Parts {
  readonly account: Mine;
  readonly session: BrowserSession;
  readonly presence: Ephemeral;
  readonly messages: Messaging;
  readonly line: Line;
  readonly link: Link;
  readonly rest: Rest;
  readonly calls: Calls;
  readonly store: Store;
  readonly users: Users;
  readonly sync: Sync;
  readonly outboxSender: OutboxSender;
  readonly receipts: Receipts;
  readonly lists: Lists;
  readonly alerts: Alerts;
  readonly renewal: PageRenewal;
}

/** Distributes events and changes of the connection to the parts, and polls if no socket can be opened. */
export class Incoming implements LinkListener {
  private readonly standing = signal<Standing>({ readOnly: null, notices: [] });
  /** The server's state, from the last response. */
  private known: string | null = null;
  private readonly polling: Polling;
  private readonly confirming: Again;

  constructor(
    private readonly world: World,
    /** Created after this object, and complete before the first event. */
    private readonly parts: Parts,
    /** Called when the server keeps refusing to sync. */
    onStuck: () => void,
  ) {
    this.polling = new Polling(
      (wait, signal) => this.poll(wait, signal),
      world,
      () => parts.link.lose(),
      onStuck,
    );
    this.confirming = new Again(
      () => parts.alerts.browserPush.confirm(),
      world,
      () => parts.link.phase === "online",
    );
  }

  get server(): ReadonlySignal<Standing> {
    return this.standing;
  }

  stop(): void {
    this.polling.stop();
  }

  onPhase(phase: Phase, retryAt: number | null): void {
    const { line, link, presence, session } = this.parts;
    line.become(link.isLimited ? "limited" : phase, retryAt);
    if (!link.isLimited) this.polling.stop();
    if (phase === "waiting") presence.end();
    if (phase === "signed-out") void session.end();
  }

  onWelcome(welcome: WelcomeEvent): void {
    const { account, presence, alerts } = this.parts;
    // Another user has signed in to this browser: reload the page for them.
    if (welcome.user !== account.me.peek().id) {
      this.world.go(this.world.here());
      return;
    }
    this.stands(welcome);
    this.parts.renewal.learn(welcome);
    presence.begin();
    alerts.begin();
    this.begin();
    void this.catchUp(welcome);
  }

  onLimited(): void {
    this.polling.start();
    this.begin();
  }

  onEvents(events: Event[]): void {
    const { alerts, sync, presence, receipts, users } = this.parts;
    const news = alerts.newsIn(events);
    sync.gate.take(events);
    alerts.notify(news);
    for (const event of events) {
      presence.take(event);
      if (event.type === "message") receipts.delivered(event.conversation);
      if (event.type === "user") users.update([event.user]);
      if (event.type === "server") this.stands(event);
    }
  }

  /** Checks with a small request what the network permits, after a handshake that failed without a reason. */
  async reach(): Promise<Reach> {
    try {
      await this.parts.calls.me();
      return "answers";
    } catch (error) {
      if (isSignedOut(error)) return "signed-out";
      // Even a refusal proves that the server is reachable.
      return isPassing(error) ? "nothing" : "answers";
    }
  }

  byRest<Name extends CommandName>(
    name: Name,
    input: Commands[Name]["input"],
  ): Promise<Commands[Name]["ok"]> {
    return byRest(this.parts.rest, name, input);
  }

  /** Sends what waits and requests what is missing, once the server is reachable. */
  private begin(): void {
    const { outboxSender, lists, users } = this.parts;
    outboxSender.look();
    void users.ask();
    for (const list of Object.values(lists)) list.begin();
  }

  private stands({ read_only, notices }: WelcomeEvent | ServerEvent | Polled): void {
    this.standing.value = { readOnly: read_only ?? null, notices: notices ?? [] };
  }

  private async catchUp(welcome: WelcomeEvent): Promise<void> {
    await this.parts.sync.run(welcome);
    this.caughtUp();
    this.parts.messages.resume();
    await this.confirming.run();
  }

  private caughtUp(): void {
    const { store, receipts } = this.parts;
    for (const id of store.conversations.peek().keys()) receipts.delivered(id);
    receipts.flush();
  }

  /** Changes from a waiting poll are news. The first poll returns what was missed, as after a reconnect. */
  private async poll(wait: number, signal: AbortSignal): Promise<void> {
    const { account, alerts, calls, messages, presence, sync } = this.parts;
    const watch = [...presence.watching];
    const active = this.world.attention.visible();
    const standing = this.known ? { standing: this.known } : {};
    const input = { ...sync.held(), wait, active, watch, ...standing };
    const ok = await calls.sync(input, { ms: wait * 1_000, signal });
    if (signal.aborted) return;
    if (ok.me.id !== account.me.peek().id) return this.world.go(this.world.here());
    const news = wait ? alerts.newsIn(messagesIn(ok)) : [];
    await sync.takePolled(ok);
    this.stands(ok);
    this.known = ok.standing;
    presence.learn(ok.presence ?? {});
    alerts.notify(news);
    this.caughtUp();
    if (!wait) messages.resume();
  }
}

function messagesIn({ changes }: Synced): Event[] {
  return Object.values(changes).flatMap(({ messages }) =>
    messages.map((message) => ({
      type: "message" as const,
      conversation: message.conversation,
      rev: message.rev,
      message,
    })),
  );
}
